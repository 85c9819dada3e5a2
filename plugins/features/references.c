// SPDX-License-Identifier: MIT
#include "references.h"

const char in_box_jenkins[] =
    "Box, Jenkins, Reinsel and Ljung (2015), Time Series Analysis: Forecasting and "
    "Control, 5th edition, Wiley, section 2.1";
const char in_engle[] =
    "Engle (1982), Autoregressive conditional heteroscedasticity with estimates of "
    "the variance of United Kingdom inflation, Econometrica 50, 987-1007";
const char in_feasts[] = "O'Hara-Wild, Hyndman and Wang (2024), feasts: Feature Extraction and "
                         "Statistics for Time Series, R package, feat_intermittent()";
const char in_fulcher[] =
    "Fulcher, Little and Jones (2013), Highly comparative time-series analysis: the "
    "empirical structure of time series and their methods, Journal of the Royal "
    "Society Interface 10, 20130048";
const char in_gardner[] = "Gardner (1985), Exponential smoothing: the state of the art, Journal of "
                          "Forecasting 4, 1-28";
const char in_goerg[] =
    "Goerg (2013), Forecastable component analysis, Proceedings of Machine Learning "
    "Research 28 (2), 64-72";
const char in_gray[] = "Gray and Markel (1974), A spectral-flatness measure for studying the "
                       "autocorrelation method of linear prediction of speech analysis, IEEE "
                       "Transactions on Acoustics, Speech, and Signal Processing 22, 207-217";
const char in_hampel[] =
    "Hampel (1974), The influence curve and its role in robust estimation, Journal "
    "of the American Statistical Association 69, 383-393";
const char in_holt[] =
    "Holt (2004), Forecasting seasonals and trends by exponentially weighted moving "
    "averages, International Journal of Forecasting 20, 5-10";
const char in_hyndman_khandakar[] =
    "Hyndman and Khandakar (2008), Automatic time series forecasting: the forecast "
    "package for R, Journal of Statistical Software 27 (3)";
const char in_hyndman_wang[] =
    "Hyndman, Wang and Laptev (2015), Large-scale unusual time series detection, "
    "IEEE International Conference on Data Mining Workshop, 1616-1619";
const char in_jarque_bera[] =
    "Jarque and Bera (1980), Efficient tests for normality, homoscedasticity and "
    "serial independence of regression residuals, Economics Letters 6, 255-259";
const char in_kang[] =
    "Kang, Hyndman and Li (2020), GRATIS: GeneRAting TIme Series with diverse and "
    "controllable characteristics, Statistical Analysis and Data Mining 13, 354-376";
const char in_kpss[] =
    "Kwiatkowski, Phillips, Schmidt and Shin (1992), Testing the null hypothesis of "
    "stationarity against the alternative of a unit root, Journal of Econometrics "
    "54, 159-178";
const char in_ljung_box[] =
    "Ljung and Box (1978), On a measure of lack of fit in time series models, "
    "Biometrika 65, 297-303";
const char in_lubba[] =
    "Lubba, Sethi, Knaute, Schultz, Fulcher and Jones (2019), catch22: CAnonical "
    "Time-series CHaracteristics, Data Mining and Knowledge Discovery 33, 1821-1852";
const char in_moments[] =
    "Joanes and Gill (1998), Comparing measures of sample skewness and kurtosis, "
    "The Statistician 47, 183-189";
const char in_phillips[] =
    "Phillips and Perron (1988), Testing for a unit root in time series regression, "
    "Biometrika 75, 335-346";
const char in_priestley[] =
    "Priestley (1981), Spectral Analysis and Time Series, Academic Press, chapter 6";
const char in_quantiles[] =
    "Hyndman and Fan (1996), Sample quantiles in statistical packages, The American "
    "Statistician 50, 361-365";
const char in_robinson[] =
    "Robinson (1995), Gaussian semiparametric estimation of long range dependence, "
    "Annals of Statistics 23, 1630-1661";
const char in_schreiber[] = "Schreiber and Schmitz (1997), Discrimination power of measures for "
                            "nonlinearity in a time series, Physical Review E 55, 5443-5447";
const char in_syntetos[] =
    "Syntetos, Boylan and Croston (2005), On the categorization of demand patterns, "
    "Journal of the Operational Research Society 56, 495-503";
const char in_talagala[] =
    "Talagala, Hyndman and Athanasopoulos (2023), Meta-learning how to forecast "
    "time series, Journal of Forecasting 42, 1476-1501";
const char in_terasvirta[] =
    "Teräsvirta, Lin and Granger (1993), Power of the neural network linearity "
    "test, Journal of Time Series Analysis 14, 209-220";
const char in_tukey[] = "Tukey (1977), Exploratory Data Analysis, Addison-Wesley";
const char in_wang[] = "Wang, Smith and Hyndman (2006), Characteristic-based clustering for time "
                       "series data, Data Mining and Knowledge Discovery 13, 335-364";
const char in_winters[] =
    "Winters (1960), Forecasting sales by exponentially weighted moving averages, "
    "Management Science 6, 324-342";
