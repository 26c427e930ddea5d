/*
 * hooks.h
 *	  The server's hooks that streamml uses.
 */
#ifndef STREAMML_HOOKS_H
#define STREAMML_HOOKS_H

extern void HooksInit(void);

#endif /* STREAMML_HOOKS_H */
