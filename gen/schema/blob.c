// The pack itself, put into the binary by the assembler.
#include "schema/blob.h"

#ifdef __APPLE__
#define SECTION ".const_data"
#define SYMBOL(name) "_" name
#else
#define SECTION ".section .rodata"
#define SYMBOL(name) name
#endif

__asm__(SECTION "\n"
                ".balign 16\n"
                ".globl " SYMBOL("schema_blob") "\n" SYMBOL(
                    "schema_blob") ":\n"
                                   ".incbin \"" SCHEMA_PACK_PATH "\"\n"
                                   ".globl " SYMBOL("schema_blob_end") "\n" SYMBOL("schema_blob_end") ":\n"
                                                                                                      ".byte 0\n"
                                                                                                      ".text\n");
