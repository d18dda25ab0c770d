#include "library/want.h"

Want want_inner(Want want, const char *constructor) {
    if (!want.type) return WANT_NOTHING;
    if (want.type->kind == TYPE_EXPR_APPLIED && str_is(want.type->name.text, constructor))
        return (Want){want.type->inner, want.home};
    for (size_t i = 0; want.type->kind == TYPE_EXPR_UNION && i < want.type->members.count; i++) {
        const Want inner = want_inner((Want){want.type->members.at[i], want.home}, constructor);
        if (inner.type) return inner;
    }
    return WANT_NOTHING;
}

// The record that a type is or names.
static const TypeExpr *record_of(const TypeExpr *type, const Module **home) {
    if (type->kind != TYPE_EXPR_NAME) return type;
    const Decl *decl = library_find_type(*home, type->name.text, home);
    return decl ? decl->as.type : NULL;
}

Want want_field(Want want, Str name) {
    const Want inner = want_inner(want, "map");
    if (inner.type || !want.type) return inner;
    const Module *home = want.home;
    const TypeExpr *record = record_of(want.type, &home);
    if (!record || record->kind != TYPE_EXPR_RECORD) return WANT_NOTHING;
    for (size_t i = 0; i < record->fields.count; i++)
        if (str_equal(record->fields.at[i].name.text, name)) return (Want){record->fields.at[i].type, home};
    return WANT_NOTHING;
}

bool want_has_word(const TypeExpr *type, Str word) {
    if (!type) return false;
    if (type->kind == TYPE_EXPR_STRING) return str_equal(type->name.text, word);
    for (size_t i = 0; i < type->members.count; i++)
        if (want_has_word(type->members.at[i], word)) return true;
    return false;
}
