// SPDX-License-Identifier: MIT
#pragma once

enum {
  N_AIR_PASSENGERS = 144,
  N_NILE = 100,
  N_NOTTINGHAM = 240,
};

/** Monthly airline passengers in thousands, 1949 to 1960: Box and Jenkins (1976), series G. */
extern const double air_passengers[N_AIR_PASSENGERS];

/** Annual flow of the Nile at Aswan in 10^8 m^3, 1871 to 1970: Cobb (1978). */
extern const double nile[N_NILE];

/** Monthly mean air temperature at Nottingham Castle in °F, 1920 to 1939: Anderson (1976). */
extern const double nottingham[N_NOTTINGHAM];
