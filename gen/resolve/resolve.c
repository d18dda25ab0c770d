#include "resolve/resolve.h"
void resolve_program(Library *library) { (void)library; }
