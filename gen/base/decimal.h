// Exact decimal numbers: units / 10^scale. CloudFormation's numbers are text that a person wrote
// (16.10, 4294967296), so nothing here ever passes through binary floating point.
#ifndef TIERCE_BASE_DECIMAL_H
#define TIERCE_BASE_DECIMAL_H

#include "base/str.h"

typedef struct Decimal {
    int64_t units;
    int scale; // 0 to 18; kept as small as the value allows
} Decimal;

// Each returns false, leaving `*result` alone, when the result cannot be held exactly
// (18 digits), or on division by zero.
bool decimal_parse(Str text, Decimal *result); // [0-9]+(.[0-9]+)?, optionally after "-"
bool decimal_add(Decimal a, Decimal b, Decimal *result);
bool decimal_subtract(Decimal a, Decimal b, Decimal *result);
bool decimal_multiply(Decimal a, Decimal b, Decimal *result);
bool decimal_divide(Decimal a, Decimal b, Decimal *result);    // false also for 1 / 3
bool decimal_remainder(Decimal a, Decimal b, Decimal *result); // sign of `a`

// The quotient, rounded down to 9 fraction digits where it has more; false only on division by zero
// or overflow.
bool decimal_divide_down(Decimal a, Decimal b, Decimal *result);

Decimal decimal_of(int64_t value);
Decimal decimal_floor(Decimal a);
int decimal_compare(Decimal a, Decimal b); // negative, zero, positive
bool decimal_is_integer(Decimal a);
// The shortest decimal text, without exponent.
Str decimal_text(Arena *arena, Decimal a);

#endif
