#include "format/format.h"

#include "format/printer.h"

// The cursor over `tree`'s tokens. Its newlines are left out: where lines end is for the layout.
static Printer start(Arena *arena, const Sources *sources, const Tree *tree) {
    Printer p = {.arena = arena,
                 .sources = sources,
                 .file = tree->file,
                 .comments = tree->lexed->comments.at,
                 .comment_count = tree->lexed->comments.count};
    for (size_t i = 0; i < tree->lexed->tokens.count; i++)
        if (tree->lexed->tokens.at[i].kind != TOKEN_NEWLINE) vector_add(arena, &p.tokens, tree->lexed->tokens.at[i]);
    return p;
}

Str format_tree(Arena *arena, const Sources *sources, const Tree *tree) {
    Printer p = start(arena, sources, tree);
    Rows rows = rows_of_file();
    print_declarations(&p, &rows, &tree->body);
    rows_end(&p, &rows);
    return doc_lay_out(arena, rows_doc(&p, &rows), FORMAT_WIDTH);
}
