#include "base/decimal.h"

enum { MOST_DIGITS = 18 };

static Decimal reduced(Decimal a) {
    while (a.scale > 0 && a.units % 10 == 0) {
        a.units /= 10;
        a.scale--;
    }
    return a;
}

static bool scaled(Decimal a, int scale, int64_t *units) {
    *units = a.units;
    for (int i = a.scale; i < scale; i++)
        if (__builtin_mul_overflow(*units, 10, units)) return false;
    return true;
}

static bool aligned(Decimal a, Decimal b, int64_t *x, int64_t *y, int *scale) {
    *scale = a.scale > b.scale ? a.scale : b.scale;
    return scaled(a, *scale, x) && scaled(b, *scale, y);
}

Decimal decimal_of(int64_t value) { return (Decimal){value, 0}; }

bool decimal_parse(Str text, Decimal *result) {
    Decimal parsed = {0};
    size_t i = text.length && text.at[0] == '-' ? 1 : 0;
    const bool negative = i == 1;
    bool fraction = false;
    if (i == text.length || !str_is_digit(text.at[i])) return false;
    for (; i < text.length; i++) {
        if (text.at[i] == '.' && !fraction && i + 1 < text.length) {
            fraction = true;
            continue;
        }
        if (!str_is_digit(text.at[i])) return false;
        if (fraction && ++parsed.scale > MOST_DIGITS) return false;
        if (__builtin_mul_overflow(parsed.units, 10, &parsed.units) ||
            __builtin_add_overflow(parsed.units, text.at[i] - '0', &parsed.units))
            return false;
    }
    if (negative) parsed.units = -parsed.units;
    *result = reduced(parsed);
    return true;
}

bool decimal_add(Decimal a, Decimal b, Decimal *result) {
    int64_t x, y, sum;
    int scale;
    if (!aligned(a, b, &x, &y, &scale) || __builtin_add_overflow(x, y, &sum)) return false;
    *result = reduced((Decimal){sum, scale});
    return true;
}

bool decimal_subtract(Decimal a, Decimal b, Decimal *result) {
    if (b.units == INT64_MIN) return false;
    return decimal_add(a, (Decimal){-b.units, b.scale}, result);
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *result) {
    int64_t product;
    if (__builtin_mul_overflow(a.units, b.units, &product)) return false;
    const Decimal exact = reduced((Decimal){product, a.scale + b.scale});
    if (exact.scale > MOST_DIGITS) return false;
    *result = exact;
    return true;
}

bool decimal_divide(Decimal a, Decimal b, Decimal *result) {
    int64_t x, y;
    int scale;
    if (b.units == 0 || !aligned(a, b, &x, &y, &scale)) return false;
    if (x == INT64_MIN || y == INT64_MIN) return false;
    int digits = 0;
    while (x % y != 0) {
        if (++digits > MOST_DIGITS || __builtin_mul_overflow(x, 10, &x)) return false;
    }
    *result = reduced((Decimal){x / y, digits});
    return true;
}

bool decimal_divide_down(Decimal a, Decimal b, Decimal *result) {
    enum { DIGITS = 9 };
    int64_t x, y;
    int scale;
    if (b.units == 0 || !aligned(a, b, &x, &y, &scale) || y == -1) return false;
    const bool negative = (x < 0) != (y < 0);
    int64_t whole = x / y, rest = x % y, fraction = 0;
    for (int i = 0; i < DIGITS; i++) {
        if (__builtin_mul_overflow(rest, 10, &rest) || __builtin_mul_overflow(whole, 10, &whole)) return false;
        fraction = fraction * 10 + rest / y;
        rest %= y;
    }
    if (__builtin_add_overflow(whole, fraction, &whole)) return false;
    *result = reduced((Decimal){whole - (negative && rest != 0 ? 1 : 0), DIGITS});
    return true;
}

bool decimal_remainder(Decimal a, Decimal b, Decimal *result) {
    int64_t x, y;
    int scale;
    if (b.units == 0 || !aligned(a, b, &x, &y, &scale)) return false;
    *result = reduced((Decimal){y == -1 ? 0 : x % y, scale}); // the processor traps on INT64_MIN % -1
    return true;
}

Decimal decimal_floor(Decimal a) {
    while (a.scale > 0) {
        const bool down = a.units < 0 && a.units % 10 != 0;
        a.units = a.units / 10 - (down ? 1 : 0);
        a.scale--;
    }
    return a;
}

int decimal_compare(Decimal a, Decimal b) {
    int64_t x, y;
    int scale;
    if (aligned(a, b, &x, &y, &scale)) return (x > y) - (x < y);
    // Too far apart to align: the whole parts differ.
    const int64_t whole_a = decimal_floor(a).units, whole_b = decimal_floor(b).units;
    return (whole_a > whole_b) - (whole_a < whole_b);
}

bool decimal_is_integer(Decimal a) { return reduced(a).scale == 0; }

Str decimal_text(Arena *arena, Decimal a) {
    a = reduced(a);
    const bool negative = a.units < 0;
    const uint64_t units = negative ? (uint64_t)0 - (uint64_t)a.units : (uint64_t)a.units;
    uint64_t power = 1;
    for (int i = 0; i < a.scale; i++) power *= 10;
    if (a.scale == 0) return str_format(arena, "%s%llu", negative ? "-" : "", (unsigned long long)units);
    return str_format(arena, "%s%llu.%0*llu", negative ? "-" : "", (unsigned long long)(units / power), a.scale,
                      (unsigned long long)(units % power));
}
