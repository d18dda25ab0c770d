// Strings.
#include "base/buffer.h"
#include "func/func.h"

static const Term *string(const FuncCall *call, Str text) { return term_string(call->arena, call->span, text); }
static const Term *poison(const FuncCall *call) { return term_poison(call->arena, call->span); }

static bool is_opaque_list(const Term *term) {
    return term->kind == TERM_LATER && (term->as.later.type == LATER_LIST || term->as.later.type == LATER_ANY);
}

static const Term *call_of(const FuncCall *call, Intrinsic function, LaterType type, const Term *a, const Term *b) {
    TermList arguments = {0};
    vector_add(call->arena, &arguments, a);
    if (b) vector_add(call->arena, &arguments, b);
    return term_call(call->arena, call->span, function, type, arguments);
}

static const Term *no_text(const FuncCall *call, const Term *item) {
    const Str found = term_description(call->arena, item);
    diag_add(call->diags, DIAG_TYPE_MISMATCH, item->span, "`join` takes strings, and one of its elements is %.*s",
             STR_ARG(found));
    return poison(call);
}

// Known neighbours become one text; what is known at deployment stays an element of Fn::Join.
static const Term *join_known_parts(const FuncCall *call, const TermList *items, Str separator) {
    TermList parts = {0};
    const After *after = func_argument(call, 0)->after;
    for (size_t i = 0; i < items->count; i++) {
        const Term *item = items->at[i];
        Str text;
        if (term_is_poison(item)) return poison(call);
        after = after_join(call->arena, after, item->after);
        if (!term_text_of(call->arena, item, &text)) {
            if (!term_is_later(item)) return no_text(call, item);
            vector_add(call->arena, &parts, item);
        } else if (parts.count && vector_last(&parts)->kind == TERM_STRING) {
            const Term *before = vector_last(&parts);
            vector_last(&parts) = term_string(
                call->arena, before->span,
                str_format(call->arena, "%.*s%.*s%.*s", STR_ARG(before->as.text), STR_ARG(separator), STR_ARG(text)));
        } else {
            vector_add(call->arena, &parts, term_string(call->arena, item->span, text));
        }
    }
    if (!parts.count) return term_after(call->arena, string(call, STR("")), after);
    if (parts.count == 1 && parts.at[0]->kind == TERM_STRING)
        return term_after(call->arena, term_at(call->arena, parts.at[0], call->span), after);
    if (parts.count == 1) return term_after(call->arena, term_text(call->arena, call->span, parts), after);
    const Term *list = term_list(call->arena, call->span, parts);
    return term_after(call->arena, call_of(call, INTRINSIC_JOIN, LATER_STRING, string(call, separator), list), after);
}

const Term *func_join(const FuncCall *call) {
    const Term *items = func_argument(call, 0);
    const TermList *known;
    Str separator;
    if (!func_string(call, 1, &separator)) return poison(call);
    if (is_opaque_list(items)) return call_of(call, INTRINSIC_JOIN, LATER_STRING, string(call, separator), items);
    if (!func_list(call, 0, &known)) return poison(call);
    return join_known_parts(call, known, separator);
}

static const Term *split_known(const FuncCall *call, Str text, Str separator) {
    TermList parts = {0};
    for (size_t at = 0;;) {
        const size_t end = str_find(text, separator, at);
        vector_add(call->arena, &parts, string(call, str_slice(text, at, end)));
        if (end >= text.length) break;
        at = end + separator.length;
        if (at == text.length) {
            vector_add(call->arena, &parts, string(call, STR("")));
            break;
        }
    }
    return term_list(call->arena, call->span, parts);
}

const Term *func_split(const FuncCall *call) {
    const Term *text = func_argument(call, 0);
    Str separator;
    if (!func_string(call, 1, &separator)) return poison(call);
    if (!separator.length) return func_mismatch(call, 1, "a separator");
    if (text->kind == TERM_STRING) return split_known(call, text->as.text, separator);
    if (!term_is_later(text)) return func_mismatch(call, 0, "a string");
    return call_of(call, INTRINSIC_SPLIT, LATER_LIST, string(call, separator), text);
}

const Term *func_replace(const FuncCall *call) {
    Str text, from, to;
    if (!func_string(call, 0, &text) || !func_string(call, 1, &from) || !func_string(call, 2, &to)) return poison(call);
    if (!from.length) return func_mismatch(call, 1, "a text to look for");
    Buffer out = buffer_new(call->arena);
    for (size_t at = 0; at < text.length;) {
        const size_t end = str_find(text, from, at);
        buffer_add(&out, str_slice(text, at, end));
        if (end >= text.length) break;
        buffer_add(&out, to);
        at = end + from.length;
    }
    return string(call, buffer_str(&out));
}

static const Term *mapped(const FuncCall *call, char (*byte)(char)) {
    Str text;
    if (!func_string(call, 0, &text)) return poison(call);
    char *copy = arena_alloc(call->arena, text.length + 1);
    for (size_t i = 0; i < text.length; i++) copy[i] = byte(text.at[i]);
    return string(call, (Str){copy, text.length});
}

const Term *func_upper(const FuncCall *call) { return mapped(call, str_to_upper); }
const Term *func_lower(const FuncCall *call) { return mapped(call, str_to_lower); }

const Term *func_trim(const FuncCall *call) {
    Str text;
    return func_string(call, 0, &text) ? string(call, str_trim(text)) : poison(call);
}

const Term *func_int(const FuncCall *call) {
    Str text;
    Decimal number;
    if (func_argument(call, 0)->kind == TERM_NUMBER) return func_argument(call, 0);
    if (!func_string(call, 0, &text)) return poison(call);
    if (!decimal_parse(text, &number) || !decimal_is_integer(number)) return func_mismatch(call, 0, "a text of digits");
    return term_number(call->arena, call->span, number);
}

const Term *func_base64(const FuncCall *call) {
    const Term *text = func_argument(call, 0);
    if (term_is_poison(text)) return poison(call);
    if (text->kind != TERM_STRING && !term_is_later(text)) return func_mismatch(call, 0, "a string");
    return call_of(call, INTRINSIC_BASE64, LATER_STRING, text, NULL);
}

const Term *func_azs(const FuncCall *call) {
    return call_of(call, INTRINSIC_GET_AZS, LATER_LIST, string(call, STR("")), NULL);
}

const Term *func_import_value(const FuncCall *call) {
    const Term *name = func_argument(call, 0);
    if (term_is_poison(name)) return poison(call);
    if (name->kind != TERM_STRING && !term_is_later(name)) return func_mismatch(call, 0, "the name of an export");
    return call_of(call, INTRINSIC_IMPORT_VALUE, LATER_STRING, name, NULL);
}
