# SPDX-License-Identifier: MIT
# thetaf() of R's package forecast on the M3 competition, in the columns of bench-accuracy:
#   Rscript peer-thetaf.R FOLDER
suppressPackageStartupMessages(library(forecast))

folder <- commandArgs(trailingOnly = TRUE)[1]
seasons <- c(yearly = 1, quarterly = 4, monthly = 12, other = 1)

read_part <- function(group, part) {
  table <- read.csv(sprintf("%s/m3-%s-%s.csv.gz", folder, group, part))
  split(table$y, factor(table$unique_id, unique(table$unique_id)))
}

score <- function(train, test, m) {
  out <- thetaf(ts(train, frequency = m), h = length(test), level = c(80, 95))
  mean_forecast <- as.numeric(out$mean)
  c(mean(200 * abs(test - mean_forecast) / (abs(test) + abs(mean_forecast))),
    mean(abs(test - mean_forecast)) / mean(abs(diff(train, lag = m))),
    100 * mean(out$lower[, 1] <= test & test <= out$upper[, 1]),
    100 * mean(out$lower[, 2] <= test & test <= out$upper[, 2]))
}

cat(sprintf("%-24s %-10s %7s %7s %6s %6s %10s\n",
            "model", "group", "sMAPE", "MASE", "in 80", "in 95", "series/s"))
for (group in names(seasons)) {
  train <- read_part(group, "train")
  test <- read_part(group, "test")
  used <- system.time(scores <- mapply(score, train, test, seasons[[group]]))
  average <- rowMeans(scores)
  cat(sprintf("%-24s %-10s %7.3f %7.4f %6.1f %6.1f %10.0f\n", "R thetaf", group, average[1],
              average[2], average[3], average[4], length(train) / used[["user.self"]]))
}
