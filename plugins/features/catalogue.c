// SPDX-License-Identifier: MIT
#include "catalogue.h"

#include "references.h"

#include <stddef.h>

#define FEATURE(column, flag_bits, text, source)                                                   \
  {                                                                                                \
    .struct_size = sizeof(plugcast_feature), .flags = (flag_bits), .name = (column),               \
    .summary = (text), .reference = (source),                                                      \
  }

// By what leaves a feature unchanged: scale and shift, one of them, or neither.
#define FREE(column, text, source)                                                                 \
  FEATURE(column, PLUGCAST_FEATURE_SCALE_FREE | PLUGCAST_FEATURE_SHIFT_FREE, text, source)
#define SCALE_FREE(column, text, source) FEATURE(column, PLUGCAST_FEATURE_SCALE_FREE, text, source)
#define SHIFT_FREE(column, text, source) FEATURE(column, PLUGCAST_FEATURE_SHIFT_FREE, text, source)
#define BOUND(column, text, source) FEATURE(column, 0, text, source)

const plugcast_feature catalogue[N_FEATURES] = {
  [FEATURE_LENGTH] =
      FREE("length", "number of values from the first to the last observed one", NULL),
  [FEATURE_MISSING_SHARE] =
      FREE("missing_share", "share of the values that are missing, 0 to 1", NULL),
  [FEATURE_MEAN] = BOUND("mean", "arithmetic mean, in the units of the series", NULL),
  [FEATURE_MEDIAN] = BOUND("median", "median, in the units of the series", in_quantiles),
  [FEATURE_STANDARD_DEVIATION] =
      SHIFT_FREE("standard_deviation",
                 "standard deviation with divisor n - 1, in the units of the series",
                 NULL),
  [FEATURE_VARIANCE] =
      SHIFT_FREE("variance", "variance with divisor n - 1, in squared units of the series", NULL),
  [FEATURE_MINIMUM] = BOUND("minimum", "least value, in the units of the series", NULL),
  [FEATURE_MAXIMUM] = BOUND("maximum", "greatest value, in the units of the series", NULL),
  [FEATURE_QUARTILE_1] =
      BOUND("quartile_1", "first quartile (type 7), in the units of the series", in_quantiles),
  [FEATURE_QUARTILE_3] =
      BOUND("quartile_3", "third quartile (type 7), in the units of the series", in_quantiles),
  [FEATURE_INTERQUARTILE_RANGE] = SHIFT_FREE(
      "interquartile_range", "distance of the quartiles, in the units of the series", in_quantiles),
  [FEATURE_MEDIAN_ABSOLUTE_DEVIATION] =
      SHIFT_FREE("median_absolute_deviation",
                 "median distance from the median, unscaled, in the units of the series",
                 in_hampel),
  [FEATURE_SKEWNESS] = FREE(
      "skewness", "third central moment over the cube of the deviation, divisors n", in_moments),
  [FEATURE_KURTOSIS] = FREE("kurtosis",
                            "fourth central moment over the squared variance, less 3, divisors n",
                            in_moments),
  [FEATURE_COEFFICIENT_OF_VARIATION] =
      SCALE_FREE("coefficient_of_variation", "standard deviation over the size of the mean", NULL),
  [FEATURE_JARQUE_BERA] = FREE("jarque_bera",
                               "test statistic of normality, chi-squared with 2 degrees of freedom",
                               in_jarque_bera),
  [FEATURE_UNIQUE_SHARE] = FREE("unique_share", "different values over all values, 0 to 1", NULL),
  [FEATURE_OUTLIER_SHARE] =
      FREE("outlier_share",
           "share of the values beyond 1.5 interquartile ranges from the quartiles",
           in_tukey),
  [FEATURE_X_ACF1] = FREE("x_acf1", "autocorrelation at lag 1", in_talagala),
  [FEATURE_X_ACF10] =
      FREE("x_acf10", "sum of the squared autocorrelations at lags 1 to 10", in_talagala),
  [FEATURE_DIFF1_ACF1] =
      FREE("diff1_acf1", "autocorrelation of the first differences at lag 1", in_talagala),
  [FEATURE_DIFF1_ACF10] =
      FREE("diff1_acf10",
           "sum of the squared autocorrelations of the first differences at lags 1 to 10",
           in_talagala),
  [FEATURE_DIFF2_ACF1] =
      FREE("diff2_acf1", "autocorrelation of the second differences at lag 1", in_talagala),
  [FEATURE_DIFF2_ACF10] =
      FREE("diff2_acf10",
           "sum of the squared autocorrelations of the second differences at lags 1 to 10",
           in_talagala),
  [FEATURE_SEAS_ACF1] = FREE("seas_acf1", "autocorrelation at the lag of the season", in_talagala),
  [FEATURE_ACF_LAG2] = FREE("acf_lag2", "autocorrelation at lag 2", in_box_jenkins),
  [FEATURE_ACF_LAG3] = FREE("acf_lag3", "autocorrelation at lag 3", in_box_jenkins),
  [FEATURE_ACF_LAG9] =
      FREE("acf_lag9", "autocorrelation at lag 9, which others call ac_9", in_fulcher),
  [FEATURE_X_PACF5] =
      FREE("x_pacf5", "sum of the squared partial autocorrelations at lags 1 to 5", in_talagala),
  [FEATURE_DIFF1X_PACF5] =
      FREE("diff1x_pacf5",
           "sum of the squared partial autocorrelations of the first differences at lags 1 to 5",
           in_talagala),
  [FEATURE_DIFF2X_PACF5] =
      FREE("diff2x_pacf5",
           "sum of the squared partial autocorrelations of the second differences at lags 1 to 5",
           in_talagala),
  [FEATURE_SEAS_PACF] =
      FREE("seas_pacf", "partial autocorrelation at the lag of the season", in_talagala),
  [FEATURE_FIRSTZERO_AC] =
      FREE("firstzero_ac", "first lag whose autocorrelation is not positive, in steps", in_fulcher),
  [FEATURE_LJUNG_BOX] = FREE(
      "ljung_box",
      "test statistic of white noise from lags 1 to 10, chi-squared with 10 degrees of freedom",
      in_ljung_box),
  [FEATURE_ENTROPY] =
      FREE("entropy",
           "Shannon entropy of the autoregressive spectrum (Burg, order of least AIC), 0 to 1",
           in_goerg),
  [FEATURE_PEAK_FREQUENCY] =
      FREE("peak_frequency",
           "frequency of the highest ordinate of the periodogram less a line, in cycles a step",
           in_priestley),
  [FEATURE_PEAK_POWER_SHARE] =
      FREE("peak_power_share", "share of that ordinate in the power, 0 to 1", in_priestley),
  [FEATURE_MEAN_FREQUENCY] =
      FREE("mean_frequency",
           "mean of the frequencies weighted by their power, in cycles a step",
           in_priestley),
  [FEATURE_SPECTRAL_FLATNESS] = FREE(
      "spectral_flatness", "geometric over arithmetic mean of the periodogram, 0 to 1", in_gray),
  [FEATURE_SLOW_POWER_SHARE] = FREE(
      "slow_power_share", "share of the power at periods above 10 steps, 0 to 1", in_priestley),
  [FEATURE_FOURIER_SEASON] =
      FREE("fourier_season",
           "R squared of up to three harmonics of the season in the series less a line",
           in_priestley),
  [FEATURE_FOURIER_HARMONIC_1] =
      FREE("fourier_harmonic_1",
           "R squared of the first harmonic of the season, one cycle a season",
           in_priestley),
  [FEATURE_FOURIER_HARMONIC_2] =
      FREE("fourier_harmonic_2", "R squared of the second harmonic of the season", in_priestley),
  [FEATURE_FOURIER_HARMONIC_3] =
      FREE("fourier_harmonic_3", "R squared of the third harmonic of the season", in_priestley),
  [FEATURE_SEASONAL_PERIOD] =
      FREE("seasonal_period", "steps of the season that was taken out; 1 without one", NULL),
  [FEATURE_TREND_STRENGTH] =
      FREE("trend_strength",
           "1 less the variance of the remainder over that of trend and remainder, 0 to 1",
           in_wang),
  [FEATURE_SEASONAL_STRENGTH] =
      FREE("seasonal_strength",
           "1 less the variance of the remainder over that of season and remainder, 0 to 1",
           in_wang),
  [FEATURE_SPIKE] =
      FREE("spike",
           "variance of the leave-one-out variances of the remainder of standardised values",
           in_hyndman_wang),
  [FEATURE_LINEARITY] =
      FREE("linearity",
           "coefficient of the trend on an orthonormal line, of standardised values",
           in_hyndman_wang),
  [FEATURE_CURVATURE] =
      FREE("curvature",
           "coefficient of the trend on an orthonormal parabola, of standardised values",
           in_hyndman_wang),
  [FEATURE_E_ACF1] = FREE("e_acf1", "autocorrelation of the remainder at lag 1", in_talagala),
  [FEATURE_E_ACF10] = FREE("e_acf10",
                           "sum of the squared autocorrelations of the remainder at lags 1 to 10",
                           in_talagala),
  [FEATURE_SEASONAL_PEAK] =
      FREE("seasonal_peak",
           "place of the season's greatest value, 1 for that of the first value",
           in_hyndman_wang),
  [FEATURE_SEASONAL_TROUGH] =
      FREE("seasonal_trough",
           "place of the season's least value, 1 for that of the first value",
           in_hyndman_wang),
  [FEATURE_NSDIFFS] =
      FREE("nsdiffs",
           "seasonal differences needed: 1 where the seasonal strength is above 0.64, else 0",
           in_wang),
  [FEATURE_UNITROOT_KPSS] =
      FREE("unitroot_kpss", "KPSS statistic about a level, bandwidth 4 (n/100)^0.25", in_kpss),
  [FEATURE_UNITROOT_KPSS_TREND] =
      FREE("unitroot_kpss_trend", "KPSS statistic about a line, bandwidth 4 (n/100)^0.25", in_kpss),
  [FEATURE_UNITROOT_PP] =
      FREE("unitroot_pp", "Z-alpha statistic of Phillips and Perron with a constant", in_phillips),
  [FEATURE_NDIFFS] = FREE("ndiffs",
                          "differences until the KPSS test at 5 % accepts a level, 0 to 2",
                          in_hyndman_khandakar),
  [FEATURE_HURST] =
      FREE("hurst",
           "Hurst exponent: local Whittle memory parameter of n^0.65 frequencies, plus a half",
           in_robinson),
  [FEATURE_LUMPINESS] = FREE(
      "lumpiness",
      "variance of the variances of tiles, one season or 10 steps long, of standardised values",
      in_hyndman_wang),
  [FEATURE_STABILITY] =
      FREE("stability",
           "variance of the means of tiles, one season or 10 steps long, of standardised values",
           in_hyndman_wang),
  [FEATURE_MAX_LEVEL_SHIFT] =
      FREE("max_level_shift",
           "greatest difference of the means of neighbouring windows, in standard deviations",
           in_hyndman_wang),
  [FEATURE_TIME_LEVEL_SHIFT] = FREE("time_level_shift",
                                    "first value of the later of these windows, counted from 1",
                                    in_hyndman_wang),
  [FEATURE_MAX_VAR_SHIFT] =
      FREE("max_var_shift",
           "greatest difference of the variances of neighbouring windows of standardised values",
           in_hyndman_wang),
  [FEATURE_TIME_VAR_SHIFT] = FREE("time_var_shift",
                                  "first value of the later of these windows, counted from 1",
                                  in_hyndman_wang),
  [FEATURE_MAX_KL_SHIFT] =
      FREE("max_kl_shift",
           "greatest rise of the Kullback-Leibler divergence of neighbouring windows, in nats",
           in_hyndman_wang),
  [FEATURE_TIME_KL_SHIFT] = FREE("time_kl_shift",
                                 "first value of the later of these windows, counted from 1",
                                 in_hyndman_wang),
  [FEATURE_CROSSING_POINTS] = FREE(
      "crossing_points", "number of times that the series crosses its median", in_hyndman_wang),
  [FEATURE_FLAT_SPOTS] =
      FREE("flat_spots",
           "longest run within one of ten equal intervals of the range, in steps",
           in_hyndman_wang),
  [FEATURE_NONLINEARITY] = FREE("nonlinearity",
                                "Teräsvirta's statistic with one lag, times 10, over the length",
                                in_terasvirta),
  [FEATURE_ARCH_LM] =
      FREE("arch_lm", "R squared of the squared values on those of the 12 steps before", in_engle),
  [FEATURE_ARCH_ACF] =
      FREE("arch_acf",
           "sum of the squared autocorrelations at lags 1 to 12 of the squared whitened values",
           in_kang),
  [FEATURE_ARCH_R2] =
      FREE("arch_r2",
           "R squared of the squared whitened values on those of the 12 steps before",
           in_kang),
  [FEATURE_TIME_ASYMMETRY] =
      FREE("time_asymmetry",
           "mean cube of the changes over their mean square to the power of 1.5",
           in_fulcher),
  [FEATURE_C3] = FREE("c3", "mean product of three neighbouring standardised values", in_schreiber),
  [FEATURE_STD1ST_DER] =
      FREE("std1st_der", "standard deviation of the changes over that of the values", in_fulcher),
  [FEATURE_EMBED2_INCIRCLE_1] =
      FREE("embed2_incircle_1",
           "share of the points (x[t], x[t + first zero of the ACF]) within radius 1 of the mean",
           in_fulcher),
  [FEATURE_EMBED2_INCIRCLE_2] =
      FREE("embed2_incircle_2", "share of the same points within radius sqrt(2)", in_fulcher),
  [FEATURE_MOTIFTWO_ENTRO3] =
      FREE("motiftwo_entro3",
           "entropy of words of three letters, above the mean or not, in nats",
           in_fulcher),
  [FEATURE_WALKER_PROPCROSS] = FREE(
      "walker_propcross",
      "share of the steps at which a walker, drawn by a tenth of the distance, crosses the series",
      in_fulcher),
  [FEATURE_SES_ALPHA] = FREE(
      "ses_alpha", "weight of an error in the level: simple exponential smoothing", in_gardner),
  [FEATURE_HOLT_ALPHA] =
      FREE("holt_alpha", "weight of an error in the level: Holt's linear trend", in_holt),
  [FEATURE_HOLT_BETA] =
      FREE("holt_beta", "weight of an error in the slope: Holt's linear trend", in_holt),
  [FEATURE_HW_ALPHA] = FREE(
      "hw_alpha", "weight of an error in the level: Holt and Winters, additive season", in_winters),
  [FEATURE_HW_BETA] = FREE(
      "hw_beta", "weight of an error in the slope: Holt and Winters, additive season", in_winters),
  [FEATURE_HW_GAMMA] = FREE("hw_gamma",
                            "weight of an error in the season: Holt and Winters, additive season",
                            in_winters),
  [FEATURE_LAST_VALUE] =
      BOUND("last_value", "last observed value, in the units of the series", NULL),
  [FEATURE_LAG_1_VALUE] =
      BOUND("lag_1_value", "value one step before the last one, in the units of the series", NULL),
  [FEATURE_LAG_SEASON_VALUE] = BOUND(
      "lag_season_value", "value one season before the last one, in the units of the series", NULL),
  [FEATURE_LAST_CHANGE] =
      SHIFT_FREE("last_change", "last value less the one before, in the units of the series", NULL),
  [FEATURE_SEASONAL_CHANGE] =
      SHIFT_FREE("seasonal_change",
                 "last value less the one a season before, in the units of the series",
                 NULL),
  [FEATURE_LAST_GROWTH] =
      SCALE_FREE("last_growth", "last change over the size of the value before", NULL),
  [FEATURE_SEASONAL_GROWTH] = SCALE_FREE(
      "seasonal_growth", "seasonal change over the size of the value a season before", NULL),
  [FEATURE_ROLLING_MEAN] =
      BOUND("rolling_mean",
            "mean of the last window, one season or 10 steps, in the units of the series",
            NULL),
  [FEATURE_ROLLING_DEVIATION] =
      SHIFT_FREE("rolling_deviation",
                 "standard deviation of the last window, in the units of the series",
                 NULL),
  [FEATURE_ROLLING_MINIMUM] =
      BOUND("rolling_minimum", "least value of the last window, in the units of the series", NULL),
  [FEATURE_ROLLING_MAXIMUM] = BOUND(
      "rolling_maximum", "greatest value of the last window, in the units of the series", NULL),
  [FEATURE_ROLLING_SLOPE] = SHIFT_FREE(
      "rolling_slope",
      "slope of the least squares line through the last window, in units of the series a step",
      NULL),
  [FEATURE_ROLLING_SCORE] =
      FREE("rolling_score",
           "distance of the last value from the mean of the last window, in its deviations",
           NULL),
  [FEATURE_ROLLING_MEAN_RATIO] =
      SCALE_FREE("rolling_mean_ratio", "mean of the last window over the mean of the series", NULL),
  [FEATURE_SMOOTHED_LEVEL] =
      BOUND("smoothed_level",
            "exponentially weighted mean, alpha 2 / (window + 1), in the units of the series",
            in_gardner),
  [FEATURE_ZERO_SHARE] =
      SCALE_FREE("zero_share", "share of the observed values that are zero, 0 to 1", NULL),
  [FEATURE_DEMAND_INTERVAL] =
      SCALE_FREE("demand_interval",
                 "observed values over those that are not zero, in steps: ADI",
                 in_syntetos),
  [FEATURE_DEMAND_CV2] =
      SCALE_FREE("demand_cv2",
                 "squared coefficient of variation of the values that are not zero: CV2",
                 in_syntetos),
  [FEATURE_DEMAND_CLASS] =
      SCALE_FREE("demand_class",
                 "1 smooth, 2 intermittent, 3 erratic, 4 lumpy: ADI against 1.32, CV2 against 0.49",
                 in_syntetos),
  [FEATURE_ZERO_RUN_MEAN] =
      SCALE_FREE("zero_run_mean", "mean length of the runs of zeros, in steps", in_feasts),
  [FEATURE_ZERO_RUN_LONGEST] =
      SCALE_FREE("zero_run_longest", "length of the longest run of zeros, in steps", in_feasts),
  [FEATURE_ZERO_START_SHARE] =
      SCALE_FREE("zero_start_share",
                 "share of the observed values in the run of zeros at the start, 0 to 1",
                 in_feasts),
  [FEATURE_ZERO_END_SHARE] =
      SCALE_FREE("zero_end_share",
                 "share of the observed values in the run of zeros at the end, 0 to 1",
                 in_feasts),
  [FEATURE_START_YEAR] = FREE("start_year", "year of the first value", NULL),
  [FEATURE_START_MONTH] = FREE("start_month", "month of the first value, 1 to 12", NULL),
  [FEATURE_START_DAY] = FREE(
      "start_day", "day of the month of the first value, 1 to 31; steps of days or shorter", NULL),
  [FEATURE_START_WEEKDAY] =
      FREE("start_weekday",
           "weekday of the first value, 1 Monday to 7 Sunday; steps of days or shorter",
           NULL),
  [FEATURE_START_HOUR] =
      FREE("start_hour", "hour of the first value, 0 to 23; steps shorter than a day", NULL),
  [FEATURE_MONDAY_RATIO] =
      SCALE_FREE("monday_ratio", "mean of the values on a Monday over the mean of all", NULL),
  [FEATURE_TUESDAY_RATIO] =
      SCALE_FREE("tuesday_ratio", "mean of the values on a Tuesday over the mean of all", NULL),
  [FEATURE_WEDNESDAY_RATIO] =
      SCALE_FREE("wednesday_ratio", "mean of the values on a Wednesday over the mean of all", NULL),
  [FEATURE_THURSDAY_RATIO] =
      SCALE_FREE("thursday_ratio", "mean of the values on a Thursday over the mean of all", NULL),
  [FEATURE_FRIDAY_RATIO] =
      SCALE_FREE("friday_ratio", "mean of the values on a Friday over the mean of all", NULL),
  [FEATURE_SATURDAY_RATIO] =
      SCALE_FREE("saturday_ratio", "mean of the values on a Saturday over the mean of all", NULL),
  [FEATURE_SUNDAY_RATIO] =
      SCALE_FREE("sunday_ratio", "mean of the values on a Sunday over the mean of all", NULL),
  [FEATURE_WEEKEND_SHARE] =
      SCALE_FREE("weekend_share", "share of Saturdays and Sundays in the sum of the values", NULL),
  [FEATURE_PEAK_MONTH] =
      FREE("peak_month", "month whose values have the greatest mean, 1 to 12", NULL),
  [FEATURE_TROUGH_MONTH] =
      FREE("trough_month", "month whose values have the least mean, 1 to 12", NULL),
  [FEATURE_PEAK_HOUR] =
      FREE("peak_hour",
           "hour whose values have the greatest mean, 0 to 23; steps shorter than a day",
           NULL),
  [FEATURE_TROUGH_HOUR] =
      FREE("trough_hour",
           "hour whose values have the least mean, 0 to 23; steps shorter than a day",
           NULL),
  [FEATURE_MODE_5] = FREE(
      "mode_5", "middle of the fullest of 5 bins, in standard deviations from the mean", in_lubba),
  [FEATURE_MODE_10] = FREE("mode_10",
                           "middle of the fullest of 10 bins, in standard deviations from the mean",
                           in_lubba),
  [FEATURE_OUTLIER_TIMING_POS] = FREE(
      "outlier_timing_pos", "where in time high values are centred, -1 start to 1 end", in_lubba),
  [FEATURE_OUTLIER_TIMING_NEG] = FREE(
      "outlier_timing_neg", "where in time low values are centred, -1 start to 1 end", in_lubba),
  [FEATURE_ACF_TIMESCALE] =
      FREE("acf_timescale",
           "lag at which the autocorrelation falls below 1/e, interpolated, in steps",
           in_lubba),
  [FEATURE_ACF_FIRST_MIN] =
      FREE("acf_first_min",
           "first minimum of the autocorrelation, in steps; the length where there is none",
           in_lubba),
  [FEATURE_AMI2] =
      FREE("ami2", "mutual information of values 2 steps apart over 5 bins, in nats", in_lubba),
  [FEATURE_TREV] = FREE("trev", "mean cube of the changes of the standardised values", in_lubba),
  [FEATURE_EMBEDDING_DIST] =
      FREE("embedding_dist",
           "distance of the steps in the embedding from exponentially distributed",
           in_lubba),
  [FEATURE_AMI_TIMESCALE] =
      FREE("ami_timescale",
           "first minimum of the mutual information of a normal process: lag less 1, at most 40",
           in_lubba),
  [FEATURE_HIGH_FLUCTUATION] = FREE(
      "high_fluctuation", "share of the changes above 0.04 standard deviations, 0 to 1", in_lubba),
  [FEATURE_STRETCH_HIGH] =
      FREE("stretch_high", "longest run of values not below the mean, in steps", in_lubba),
  [FEATURE_STRETCH_DECREASING] = FREE(
      "stretch_decreasing", "longest run of changes that are not positive, in steps", in_lubba),
  [FEATURE_ENTROPY_PAIRS] = FREE(
      "entropy_pairs", "entropy of pairs of letters, the thirds of the values, in nats", in_lubba),
  [FEATURE_TRANSITION_MATRIX] =
      FREE("transition_matrix",
           "summed variances of the columns of the transition matrix between thirds",
           in_lubba),
  [FEATURE_PERIODICITY] =
      FREE("periodicity",
           "first period of the series less a spline: lag less 1; 0 where there is none",
           in_lubba),
  [FEATURE_WHITEN_TIMESCALE] =
      FREE("whiten_timescale",
           "first zero of the autocorrelation of the changes over that of the values",
           in_lubba),
  [FEATURE_FORECAST_ERROR] =
      FREE("forecast_error",
           "standard deviation of the errors of the mean of three values, in those of the series",
           in_lubba),
  [FEATURE_LOW_FREQ_POWER] =
      FREE("low_freq_power",
           "power in the lowest fifth of the frequencies, of standardised values",
           in_lubba),
  [FEATURE_CENTROID_FREQ] =
      FREE("centroid_freq", "frequency that halves the power, in radians a step", in_lubba),
  [FEATURE_RS_RANGE] =
      FREE("rs_range",
           "share of the scales below the border of two regimes of the rescaled range, 0 to 1",
           in_lubba),
  [FEATURE_DFA] =
      FREE("dfa",
           "share of the scales below the border of two regimes of detrended fluctuations, 0 to 1",
           in_lubba),
};
