/*
 * hidden_names.h
 *	  Errors of commands name views (hidden_names.c).
 */
#ifndef STREAMML_HIDDEN_NAMES_H
#define STREAMML_HIDDEN_NAMES_H

extern List *HiddenNamesLoad(Node *parsetree);
extern void HiddenNamesReplace(ErrorData *error, List *names);

#endif /* STREAMML_HIDDEN_NAMES_H */
