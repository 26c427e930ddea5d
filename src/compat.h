/*
 * compat.h
 *	  The only file that tests PG_VERSION_NUM.  Each wrapper is named after the
 *	  newest spelling of the server's interface or, where call sites would
 *	  differ too much, after what it does.  PostgreSQL 15 is the home version;
 *	  16, 17 and 18 build from the same source.
 */
#ifndef STREAMML_COMPAT_H
#define STREAMML_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "streamml supports PostgreSQL 15, 16, 17 and 18"
#endif

/* ---------- all rooms ---------- */

/*
 * Does the role own the object?  16 replaced one function per catalog by
 * object_ownercheck().
 */
#include "catalog/pg_class.h"
#include "catalog/pg_database.h"
#include "utils/acl.h"

#if PG_VERSION_NUM >= 160000
#define DatabaseOwnedBy(dboid, role) object_ownercheck(DatabaseRelationId, dboid, role)
#define RelationOwnedBy(relid, role) object_ownercheck(RelationRelationId, relid, role)
#else
#define DatabaseOwnedBy(dboid, role) pg_database_ownercheck(dboid, role)
#define RelationOwnedBy(relid, role) pg_class_ownercheck(relid, role)
#endif

/* ---- stream ---- */

#if PG_VERSION_NUM < 160000
#include "storage/relfilenode.h"
#define RelFileLocator RelFileNode
#define RelFileLocatorEquals(a, b) RelFileNodeEquals(a, b)
#define RelationGetLocator(rel) ((rel)->rd_node)
#define SlotIsInvalidated(slot) ((slot)->data.invalidated_at != InvalidXLogRecPtr)
#else
#include "storage/relfilelocator.h"
#define RelationGetLocator(rel) ((rel)->rd_locator)
#define SlotIsInvalidated(slot) ((slot)->data.invalidated != RS_INVAL_NONE)
#endif

#if PG_VERSION_NUM < 170000
#define ReorderBufferChangeNewTuple(change) (&(change)->data.tp.newtuple->tuple)
#define ReplicationSlotCreateLogical(name)                                               \
	ReplicationSlotCreate(name, true, RS_EPHEMERAL, false)
#define SlotIsSynced(slot) false
#else
#define ReorderBufferChangeNewTuple(change) ((change)->data.tp.newtuple)
#define ReplicationSlotCreateLogical(name)                                               \
	ReplicationSlotCreate(name, true, RS_EPHEMERAL, false, false, false)
#define SlotIsSynced(slot) ((slot)->data.synced)
#endif

#if PG_VERSION_NUM < 180000
#define ReplicationSlotAcquireNoWait(name) ReplicationSlotAcquire(name, true)
#else
#define ReplicationSlotAcquireNoWait(name) ReplicationSlotAcquire(name, true, true)
#endif

#endif /* STREAMML_COMPAT_H */
