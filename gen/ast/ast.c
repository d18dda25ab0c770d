#include "ast/ast.h"

static const char *const expr_descriptions[] = {
#define EXPR(name, description) description,
#include "ast/exprs.def"
#undef EXPR
};

static const char *const decl_descriptions[] = {
#define DECL(name, description) description,
#include "ast/decls.def"
#undef DECL
};

const char *expr_description(ExprKind kind) { return expr_descriptions[kind]; }
const char *decl_description(DeclKind kind) { return decl_descriptions[kind]; }

const char *operator_text(Operator op) {
    switch (op) {
    case OP_OR: return "or";
    case OP_AND: return "and";
    case OP_NOT: return "not";
    case OP_COALESCE: return "??";
    case OP_EQUAL: return "==";
    case OP_NOT_EQUAL: return "!=";
    case OP_LESS: return "<";
    case OP_LESS_EQUAL: return "<=";
    case OP_GREATER: return ">";
    case OP_GREATER_EQUAL: return ">=";
    case OP_IN: return "in";
    case OP_MATCHES: return "matches";
    case OP_RANGE: return "..";
    case OP_ADD: return "+";
    case OP_SUBTRACT: return "-";
    case OP_MULTIPLY: return "*";
    case OP_DIVIDE: return "/";
    case OP_REMAINDER: return "%";
    case OP_NEGATE: return "-";
    }
    return "";
}

bool expr_literal_text(const Expr *expr, Str *text) {
    if (!expr || expr->kind != EXPR_TEXT) return false;
    if (expr->as.parts.count == 0) {
        *text = STR("");
        return true;
    }
    if (expr->as.parts.count != 1 || expr->as.parts.at[0]->kind != EXPR_CHUNK) return false;
    *text = expr->as.parts.at[0]->as.text;
    return true;
}
