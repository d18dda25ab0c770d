// Findings -> text, for a person or for a program.
//
// Takes the findings of a run and the sources they point into; adds text to a buffer and changes
// nothing. Findings come in the order of their places, those without a place first. Whoever calls
// decides where the text goes and whether the reader of it wants colour.
//
// Names, messages and source lines may come from somebody else's file, so what could act on a
// terminal or turn the direction of writing is shown as a visible sign.
#ifndef TIERCE_REPORT_REPORT_H
#define TIERCE_REPORT_REPORT_H

#include "base/buffer.h"
#include "diag/diag.h"

typedef struct ReportOptions {
    bool color; // human reports only
    // Names of the environments by the number of their bit in Diag.environments. A finding says
    // which ones it holds in when it does not hold in all of these.
    const Str *environments;
    size_t environment_count;
} ReportOptions;

//     error[T0310]: `db.t3.mirco` is not an instance class that RDS offers for postgres
//       --> shop.tier:17:12
//        |
//     17 |   class:   "db.t3.mirco"
//        |            ^^^^^^^^^^^^^ did you mean `db.t3.micro`?
//        = checked against AWS::RDS::DBInstance.DBInstanceClass
//
// and behind all of them a line such as `2 errors, 1 warning in shop.tier`; nothing where there are
// no findings.
void report_human(Buffer *out, const Sources *sources, const Diags *diags, ReportOptions options);

// An array of objects with code, severity, file, line, column, endLine, endColumn, message, label,
// notes, fixes and environments. Lines and columns count from 1, columns in code points; an end is
// the first place behind. What has no place has null for a file and no numbers.
void report_json(Buffer *out, const Sources *sources, const Diags *diags, ReportOptions options);

#endif
