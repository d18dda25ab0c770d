// Numbers and address ranges.
#include "func/func.h"

static const Term *poison(const FuncCall *call) { return term_poison(call->arena, call->span); }

static bool is_quantity(TermKind kind) {
    return kind == TERM_NUMBER || kind == TERM_SIZE || kind == TERM_DURATION || kind == TERM_PERCENT;
}

static const Term *extreme(const FuncCall *call, int sign) {
    const Term *best = func_argument(call, 0);
    for (size_t i = 0; i < call->arguments.count; i++) {
        const Term *x = func_argument(call, i);
        if (!is_quantity(x->kind) || x->kind != best->kind) return func_mismatch(call, i, "numbers, all in one unit");
        if (sign * decimal_compare(x->as.number.number, best->as.number.number) > 0) best = x;
    }
    return best;
}

const Term *func_min(const FuncCall *call) { return extreme(call, -1); }
const Term *func_max(const FuncCall *call) { return extreme(call, 1); }

const Term *func_floor(const FuncCall *call) {
    const Term *x = func_argument(call, 0);
    if (x->kind != TERM_NUMBER) return func_mismatch(call, 0, "a number");
    return term_number(call->arena, call->span, decimal_floor(x->as.number.number));
}

// ---- address ranges

static bool block_of(const FuncCall *call, size_t index, uint32_t *address, int *prefix) {
    const Term *block = func_argument(call, index);
    if (block->kind != TERM_CIDR) {
        func_mismatch(call, index, "an address range");
        return false;
    }
    *address = block->as.cidr.address;
    *prefix = block->as.cidr.prefix;
    return true;
}

static const Term *out_of_block(const FuncCall *call, size_t index, const char *what, uint64_t most) {
    diag_add(call->diags, DIAG_INDEX_RANGE, func_argument(call, index)->span, "%s here are 0 to %llu", what,
             (unsigned long long)most);
    return poison(call);
}

const Term *func_cidr_subnet(const FuncCall *call) {
    uint32_t address;
    int prefix;
    int64_t bits, index;
    if (!block_of(call, 0, &address, &prefix) || !func_integer(call, 1, &bits) || !func_integer(call, 2, &index))
        return poison(call);
    if (bits < 0 || bits > 32 - prefix)
        return out_of_block(call, 1, "the bits that can be added", (uint64_t)(32 - prefix));
    const uint64_t parts = (uint64_t)1 << bits;
    if (index < 0 || (uint64_t)index >= parts) return out_of_block(call, 2, "the parts", parts - 1);
    const int inner = prefix + (int)bits;
    const uint32_t offset = inner == 0 ? 0 : (uint32_t)((uint64_t)index << (32 - inner));
    return term_cidr(call->arena, call->span, address + offset, inner);
}

const Term *func_cidr_host(const FuncCall *call) {
    uint32_t address;
    int prefix;
    int64_t index;
    if (!block_of(call, 0, &address, &prefix) || !func_integer(call, 1, &index)) return poison(call);
    const uint64_t hosts = (uint64_t)1 << (32 - prefix);
    if (index < 0 || (uint64_t)index >= hosts) return out_of_block(call, 1, "the addresses", hosts - 1);
    const uint32_t a = address + (uint32_t)index;
    return term_string(call->arena, call->span,
                       str_format(call->arena, "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255));
}

const Term *func_cidr_contains(const FuncCall *call) {
    uint32_t outer, inner;
    int prefix, inner_prefix;
    if (!block_of(call, 0, &outer, &prefix) || !block_of(call, 1, &inner, &inner_prefix)) return poison(call);
    const uint32_t mask = prefix ? ~(uint32_t)0 << (32 - prefix) : 0;
    return term_bool(call->arena, call->span, inner_prefix >= prefix && (inner & mask) == outer);
}
