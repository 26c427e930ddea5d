/*
 * wal.c
 *	  Reading this server's WAL without waiting, and the end of WAL as a
 *	  position.
 *
 * The server's own page readers do not fit: one blocks in short sleeps, the
 * other writes its end-of-WAL flag through the reader's private_data, which
 * for a decoding context is the context itself.
 *
 * A record that ends exactly where a page ends is followed by a page header,
 * so the same point of the stream has two addresses: the page boundary (which
 * a reader and the flush pointer report) and the first byte behind the header
 * (which the insert pointer reports, and where the next record starts).
 * Positions are always given in the second form: it compares equal to the
 * insert pointer, and every commit record before it starts before it.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "access/xlog_internal.h"
#include "access/xlogutils.h"

#include "stream/stream_internal.h"

/*
 * The size of the page header at lsn, which must be a page boundary.
 */
static int
page_header_size(XLogRecPtr lsn)
{
	return XLogSegmentOffset(lsn, wal_segment_size) == 0 ? SizeOfXLogLongPHD :
														   SizeOfXLogShortPHD;
}

/*
 * Where the record that follows position starts (or will start).
 */
XLogRecPtr
StreamNextRecordStart(XLogRecPtr position)
{
	if (position % XLOG_BLCKSZ == 0)
		position += page_header_size(position);
	return position;
}

/*
 * The inverse: where the record before lsn ended, if lsn is where a record
 * starts, such as the insert pointer.  What the flush pointer can reach.
 */
XLogRecPtr
StreamLastRecordEnd(XLogRecPtr lsn)
{
	XLogRecPtr page = lsn - lsn % XLOG_BLCKSZ;

	return lsn == StreamNextRecordStart(page) ? page : lsn;
}

/*
 * Flush all WAL inserted so far, so that the reader can see it.  Returns the
 * position it reaches to: a batch whose end_lsn is at or beyond it contains,
 * together with earlier batches, everything that was committed before the call.
 *
 * XLogFlush(GetXLogInsertRecPtr()) would fail at a page boundary, because the
 * header of the next page is not written yet.
 */
XLogRecPtr
StreamFlushWal(void)
{
	XLogRecPtr end = GetXLogInsertRecPtr();

	XLogFlush(StreamLastRecordEnd(end));
	return end;
}

/*
 * page_read callback: at least `needed` bytes of the page at `page`, or
 * XLREAD_WOULDBLOCK while they are not flushed; XLogReadRecord then returns
 * NULL without an error and may be called again later.  Follows timeline
 * switches.  Errors: as WALRead, of class 58.
 */
int
StreamReadPage(XLogReaderState *state, XLogRecPtr page, int needed, XLogRecPtr record,
			   char *buffer)
{
	static XLogRecPtr flushed = InvalidXLogRecPtr;
	static TimeLineID current_tli = 0;
	XLogRecPtr readable;
	WALReadError error;

	if (page + XLOG_BLCKSZ > flushed)
		flushed = GetFlushRecPtr(&current_tli);

	XLogReadDetermineTimeline(state, page, needed, current_tli);
	readable = state->currTLI == current_tli ? flushed : state->currTLIValidUntil;
	if (page + needed > readable)
		return XLREAD_WOULDBLOCK;

	/* The file is zero-padded up to the page boundary: read all of it. */
	if (!WALRead(state, buffer, page, XLOG_BLCKSZ, state->currTLI, &error))
		WALReadRaiseError(&error);

	return (int) Min((XLogRecPtr) XLOG_BLCKSZ, readable - page);
}
