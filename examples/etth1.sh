#!/bin/sh
# SPDX-License-Identifier: MIT
# Trains NLinear and DLinear on ETTh1 as Zeng et al. (2023), "Are transformers effective for time
# series forecasting?", did, and scores them on its test part: seven channels, one network for all of
# them, 12, 4 and 4 months of hours to train, to validate and to test on, all in standard deviations
# of the first. Windows of 336 hours, 96 forecast: the published errors (MSE) are 0.374 and 0.375.
# The months of validation stay unused: where the authors stop early, all ten epochs are trained.
#   sh examples/etth1.sh DATA [FOLDER [OPTION...]]
# DATA is ETTh1.csv of https://github.com/zhouhaoyi/ETDataset, plain or in gzip. FOLDER, by default
# the present one, gets nlinear.pcm and dlinear.pcm, for `plugcast forecast -m`. OPTIONs that all
# commands have, such as --threads 1, go to both of those used. PLUGCAST is the program.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
program=${PLUGCAST:-$root/build/host/plugcast}
if [ $# -eq 0 ]; then
  echo "usage: sh examples/etth1.sh DATA [FOLDER [OPTION...]]" >&2
  exit 2
fi
data=$1
folder=${2:-.}
[ $# -lt 2 ] || shift
shift

# A batch of 32 windows of all seven channels is 224 windows here. The rate halves with each epoch.
for network in nlinear dlinear; do
  "$program" train "$data" --model "$network" --output "$folder/$network.pcm" \
    --split 8640,0 --input 336 --horizon 96 --series-scaling standard --scaling none \
    --loss mse --optimizer adam --rate 0.005 --schedule step:1,0.5 --batch 224 --shard 32 \
    --epochs 10 "$@"
done

"$program" backtest "$data" --model "$folder/nlinear.pcm,$folder/dlinear.pcm" --scheme test \
  --train 8640 --validation 2880 --test 2880 --horizon 96 --standardise --metric mse,mae \
  --benchmark none "$@"
