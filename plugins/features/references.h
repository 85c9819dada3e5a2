// SPDX-License-Identifier: MIT
#pragma once

/** Where the features of the catalogue are defined. */
extern const char in_box_jenkins[];
extern const char in_engle[];
extern const char in_feasts[];
extern const char in_fulcher[];
extern const char in_gardner[];
extern const char in_goerg[];
extern const char in_gray[];
extern const char in_hampel[];
extern const char in_holt[];
extern const char in_hyndman_khandakar[];
extern const char in_hyndman_wang[];
extern const char in_jarque_bera[];
extern const char in_kang[];
extern const char in_kpss[];
extern const char in_ljung_box[];
extern const char in_lubba[];
extern const char in_moments[];
extern const char in_phillips[];
extern const char in_priestley[];
extern const char in_quantiles[];
extern const char in_robinson[];
extern const char in_schreiber[];
extern const char in_syntetos[];
extern const char in_talagala[];
extern const char in_terasvirta[];
extern const char in_tukey[];
extern const char in_wang[];
extern const char in_winters[];
