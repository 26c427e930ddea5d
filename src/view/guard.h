/*
 * guard.h
 *	  Who may not write to what (guard.c).
 */
#ifndef STREAMML_GUARD_H
#define STREAMML_GUARD_H

extern void ViewGuardInit(void);
extern void ViewGuardAllow(const char *sql);
extern void ViewGuardTarget(Oid relid);
extern bool ViewGuardRestores(Oid relid);
extern void ViewGuardQueryOf(Oid relid);

#endif /* STREAMML_GUARD_H */
