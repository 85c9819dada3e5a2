# SPDX-License-Identifier: MIT
# Writes the classic series of this folder from R's package `datasets`:
#   Rscript classic.R
# R is needed to make these files again, never to build, test or run Plugcast.

month_starts <- function(series) {
  index <- round(time(series)[seq_along(series)] * 12)
  sprintf("%04d-%02d-01", index %/% 12, index %% 12 + 1)
}

year_starts <- function(series) sprintf("%04d-01-01", round(as.numeric(time(series))))

long_table <- function(named, dates) {
  parts <- lapply(names(named), function(name) {
    series <- named[[name]]
    data.frame(unique_id = name, ds = dates(series), y = as.vector(series))
  })
  do.call(rbind, parts)
}

write_table <- function(table, path) {
  write.csv(table, path, row.names = FALSE, quote = FALSE, na = "")
}

write_table(long_table(list(AirPassengers = AirPassengers), month_starts), "air-passengers.csv")

write_table(long_table(list(AirPassengers = AirPassengers, co2 = co2, nottem = nottem),
  month_starts), "classic-monthly.csv")

write_table(long_table(list(fdeaths = fdeaths, ldeaths = ldeaths, mdeaths = mdeaths),
  month_starts), "uk-lung-deaths.csv")

write_table(long_table(list(UKgas = UKgas, austres = austres), month_starts),
  "classic-quarterly.csv")

yearly <- list(LakeHuron = LakeHuron, Nile = Nile, airmiles = airmiles, lynx = lynx,
  nhtemp = nhtemp, sunspot.year = sunspot.year)
for (name in setdiff(names(longley), "Year")) {
  yearly[[name]] <- ts(longley[[name]], start = 1947)
}
write_table(long_table(yearly, year_starts), "classic-yearly.csv")

write_table(long_table(list(uspop = uspop), year_starts), "us-population.csv")

casualties <- c("DriversKilled", "VanKilled", "drivers", "front", "rear")
seatbelts <- long_table(lapply(setNames(nm = casualties), function(name) Seatbelts[, name]),
  month_starts)
for (name in c("kms", "PetrolPrice", "law")) {
  seatbelts[[name]] <- rep(signif(as.vector(Seatbelts[, name]), 6), length(casualties))
}
write_table(seatbelts, "seatbelts.csv")

days <- sprintf("1973-%02d-%02d", airquality$Month, airquality$Day)
write_table(cbind(date = days, airquality[c("Ozone", "Solar.R", "Wind", "Temp")]),
  "new-york-air.csv")

# R writes the compressed file with the time of day in its header; gzip -n leaves it out.
write_table(long_table(list(sunspots = sunspots), month_starts), "sunspots.csv")
system("gzip -n -9 -f sunspots.csv")
