# SPDX-License-Identifier: MIT
# Prints feature-facts.c: features of classic series by base R 4.2 and its packages urca 1.3-3,
# tseries 0.10-53 and forecast 8.20, for test-features.c.
#   Rscript feature-facts.R >feature-facts.c
suppressMessages(requireNamespace("tseries"))

correlations <- function(x, n) as.numeric(acf(x, n, plot = FALSE)$acf)[-1]
partials <- function(x, n) as.numeric(pacf(x, n, plot = FALSE)$acf)

correlation_facts <- function(x) {
  facts <- c()
  for (order in 0:2) {
    y <- if (order > 0) diff(x, differences = order) else x
    r <- correlations(y, 10)
    name <- c("x", "diff1", "diff2")[order + 1]
    facts[paste0(name, "_acf1")] <- r[1]
    facts[paste0(name, "_acf10")] <- sum(r^2)
    facts[paste0(sub("(\\d)$", "\\1x", name), "_pacf5")] <- sum(partials(y, 5)^2)
  }
  m <- frequency(x)
  facts["seas_acf1"] <- if (m > 1) correlations(x, m)[m] else NA
  facts["seas_pacf"] <- if (m > 1) partials(x, m)[m] else NA
  facts["ljung_box"] <- Box.test(x, 10, "Ljung-Box")$statistic
  facts
}

# Shannon entropy, in units of log(n), of the spectrum at both signs of the frequency.
entropy_fact <- function(x) {
  n <- length(x)
  half <- spec.ar(x, n.freq = ceiling(n / 2 + 1), plot = FALSE, method = "burg")$spec
  both <- c(half, half[-1])
  p <- 0.999 * both / sum(both) + 0.001 / length(both)
  c(entropy = min(1, -sum(p * log(p)) / log(n)))
}

squares_explained <- function(x) {
  lagged <- embed((x - mean(x))^2, 13)
  summary(lm(lagged[, 1] ~ lagged[, 2:13]))$r.squared
}

variance_facts <- function(x) {
  white <- as.numeric(na.omit(ar(x)$resid))
  c(arch_lm = squares_explained(x), arch_r2 = squares_explained(white),
    arch_acf = sum(correlations(white^2, 12)^2),
    nonlinearity = unname(10 / length(x) *
      tseries::terasvirta.test(x, type = "Chisq")$statistic))
}

window_facts <- function(x) {
  z <- as.numeric(scale(x))
  n <- length(z)
  w <- if (frequency(x) > 1) frequency(x) else 10
  tiles <- matrix(z[seq_len(n %/% w * w)], nrow = w)
  windows <- t(embed(z, w))
  shift <- function(statistic) abs(diff(statistic, lag = w))
  level <- shift(colMeans(windows))
  spread <- shift(apply(windows, 2, var))
  grid <- seq(min(z), max(z), length.out = 100)
  density <- pmax(outer(grid, z, dnorm, sd = bw.nrd0(z)), dnorm(38))
  smooth <- sapply(seq_len(n - w + 1), function(i) rowMeans(density[, i:(i + w - 1)]))
  divergence <- sapply(seq_len(n - 2 * w + 1), function(i)
    sum(smooth[, i] * log(smooth[, i] / smooth[, i + w])) * diff(grid)[1])
  rise <- diff(c(0, divergence))
  c(lumpiness = var(apply(tiles, 2, var)), stability = var(colMeans(tiles)),
    max_level_shift = max(level), time_level_shift = which.max(level) + w,
    max_var_shift = max(spread), time_var_shift = which.max(spread) + w,
    max_kl_shift = max(rise), time_kl_shift = which.max(rise) + w,
    crossing_points = sum(diff(x <= median(x)) != 0),
    flat_spots = max(rle(cut(as.numeric(x), 10, labels = FALSE))$lengths))
}

stationarity_facts <- function(x)
  c(unitroot_kpss = urca::ur.kpss(x)@teststat,
    unitroot_kpss_trend = urca::ur.kpss(x, type = "tau")@teststat,
    unitroot_pp = urca::ur.pp(x)@teststat, ndiffs = forecast::ndiffs(x))

decomposition_facts <- function(x) {
  if (frequency(x) == 1) {
    return(c())
  }
  z <- ts(as.numeric(scale(x)), frequency = frequency(x))
  parts <- stl(z, s.window = 11)$time.series
  rest <- parts[, "remainder"]
  n <- length(rest)
  shape <- crossprod(poly(seq_len(n), 2), parts[, "trend"])
  without <- sapply(seq_len(n), function(i) sum((rest[-i] - mean(rest))^2) / (n - 2))
  r <- correlations(rest, 10)
  season <- 1 - var(rest) / var(rest + parts[, "seasonal"])
  place <- function(i) (i - 1) %% frequency(x) + 1
  c(trend_strength = 1 - var(rest) / var(rest + parts[, "trend"]), seasonal_strength = season,
    spike = var(without), linearity = shape[1], curvature = shape[2], e_acf1 = r[1],
    e_acf10 = sum(r^2), seasonal_peak = place(which.max(parts[, "seasonal"])),
    seasonal_trough = place(which.min(parts[, "seasonal"])), nsdiffs = as.numeric(season > 0.64))
}

distribution_facts <- function(x) {
  moment <- function(k) mean((x - mean(x))^k)
  skewness <- moment(3) / moment(2)^1.5
  kurtosis <- moment(4) / moment(2)^2 - 3
  c(mean = mean(x), median = median(x), variance = var(x), standard_deviation = sd(x),
    minimum = min(x), maximum = max(x), quartile_1 = quantile(x, 0.25, names = FALSE),
    quartile_3 = quantile(x, 0.75, names = FALSE), interquartile_range = IQR(x),
    median_absolute_deviation = mad(x, constant = 1), skewness = skewness, kurtosis = kurtosis,
    coefficient_of_variation = sd(x) / mean(x),
    jarque_bera = unname(tseries::jarque.bera.test(x)$statistic),
    unique_share = length(unique(x)) / length(x),
    outlier_share = mean(x < quantile(x, 0.25) - 1.5 * IQR(x) | x > quantile(x, 0.75) + 1.5 * IQR(x)))
}

series <- list(AirPassengers = AirPassengers, co2 = co2, nottem = nottem, UKgas = UKgas,
               LakeHuron = LakeHuron, Nile = Nile, lynx = lynx)
cat("// SPDX-License-Identifier: MIT\n// Printed by feature-facts.R.\n#include \"feature-facts.h\"\n")
for (name in names(series)) {
  x <- series[[name]]
  facts <- c(distribution_facts(x), correlation_facts(x), entropy_fact(x), variance_facts(x),
             window_facts(x), stationarity_facts(x), decomposition_facts(x))
  cat("\nstatic const FeatureFact facts_of_", tolower(name), "[] = {\n", sep = "")
  values <- ifelse(is.na(facts), "(double)NAN", sprintf("%.13g", facts))
  cat(sprintf("  { \"%s\", %s, 1e-9 },\n", names(facts), values), sep = "")
  cat("};\n")
}
cat("\nconst SeriesFacts series_facts[] = {\n")
for (name in names(series)) {
  file <- c("1" = "yearly", "4" = "quarterly", "12" = "monthly")[[as.character(frequency(series[[name]]))]]
  cat(sprintf("  { \"%s\", \"classic-%s.csv\", %d, facts_of_%s, G_N_ELEMENTS(facts_of_%s) },\n", name,
              file, frequency(series[[name]]), tolower(name), tolower(name)))
}
cat("};\nconst gsize n_series_facts = G_N_ELEMENTS(series_facts);\n")
