#include "driver/dump.h"

#include "base/buffer.h"

static void add_token(Buffer *out, const Sources *sources, const Token *token) {
    static const char *const names[] = {
#define TOKEN(name, description, role) #name,
#include "lex/tokens.def"
#undef TOKEN
    };
    const Place place = sources_place(sources, token->span.start);
    buffer_add_format(out, "%zu:%zu %s", place.line, place.column, names[token->kind]);
    if (token->text.length && token->kind != TOKEN_NEWLINE) {
        buffer_add_text(out, " ");
        for (size_t i = 0; i < token->text.length; i++) {
            if (token->text.at[i] == '\n')
                buffer_add_text(out, "\\n");
            else
                buffer_add_byte(out, token->text.at[i]);
        }
    }
    buffer_add_byte(out, '\n');
}

Str dump_tokens(Arena *arena, const Sources *sources, const Tree *tree) {
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < tree->lexed->tokens.count; i++) add_token(&out, sources, &tree->lexed->tokens.at[i]);
    for (size_t i = 0; i < tree->lexed->comments.count; i++) {
        const Comment *comment = &tree->lexed->comments.at[i];
        const Place place = sources_place(sources, comment->span.start);
        const Str text = sources_text(sources, comment->span);
        buffer_add_format(&out, "%zu:%zu %s %.*s\n", place.line, place.column,
                          comment->doc ? "DOCUMENTATION" : "COMMENT", STR_ARG(text));
    }
    return buffer_str(&out);
}

Str dump_stack(Arena *arena, const Compilation *compilation) {
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < compilation->templates.count; i++) {
        const Template *template = compilation->templates.at[i];
        buffer_add_format(&out, "%.*s%s%.*s\n", STR_ARG(template->stack_name), template->environment.length ? " " : "",
                          STR_ARG(template->environment));
        for (size_t k = 0; k < template->resources.count; k++) {
            const TemplateResource *resource = &template->resources.at[k];
            buffer_add_format(&out, "  %.*s %.*s %.*s\n", STR_ARG(resource->logical_id), STR_ARG(resource->type),
                              STR_ARG(resource->path));
        }
    }
    return buffer_str(&out);
}
