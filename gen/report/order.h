// What all forms of report share. Inside of report/.
#ifndef TIERCE_REPORT_ORDER_H
#define TIERCE_REPORT_ORDER_H

#include "diag/diag.h"
#include "report/report.h"

// The findings by place; those of one place as they were found. `diags->all.count` of them.
const Diag **report_order(Arena *arena, const Diags *diags);
// Whether it is worth saying in which environments `diag` holds.
bool report_is_of_some(const Diag *diag, ReportOptions options);
// Whether `diag` holds in environment number `index`.
bool report_is_of(const Diag *diag, size_t index);

#endif
