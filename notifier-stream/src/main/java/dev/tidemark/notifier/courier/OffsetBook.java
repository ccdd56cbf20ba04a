package dev.tidemark.notifier.courier;

import java.util.BitSet;
import java.util.TreeSet;

/**
 * Which records of a partition are done with, though earlier ones are not: what is committed is the offset of the first that is not,
 * and beside it, as text, those behind it that are. So a restart hands out nothing that was done with. Belongs to one thread.
 */
final class OffsetBook {

    /** What Kafka takes with an offset, unless it is told otherwise, less some room. */
    static final int LONGEST_NOTE = 3_800;

    private final TreeSet<Long> open = new TreeSet<>();
    /** Done with, counted from {@link #begin}. */
    private final BitSet done = new BitSet();

    private long begin;
    private long next;

    /**
     * @param committed what was committed: the first record that is not done with
     * @param note what was committed beside it; empty when nothing was
     * @throws IllegalArgumentException when the note is none
     */
    OffsetBook(long committed, String note) {
        this.begin = committed;
        this.next = committed;
        for (String range : note.isEmpty() ? new String[0] : note.split(",", -1)) {
            int dash = range.indexOf('-');
            int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int to = Integer.parseInt(dash < 0 ? range : range.substring(dash + 1));
            done.set(from, to + 1);
        }
    }

    /** A record was read. */
    boolean isNew(long offset) {
        return offset >= begin && !done.get(index(offset)) && !open.contains(offset);
    }

    /** It is to be done with. What was skipped before it, such as the end of a transaction, is done with. */
    void opened(long offset) {
        open.add(offset);
        next = Math.max(next, offset + 1);
    }

    /** It is done with. */
    void closed(long offset) {
        open.remove(offset);
        if (offset >= begin) {
            done.set(index(offset));
        }
    }

    /** Everything before this was read, whatever it was. */
    void read(long position) {
        next = Math.max(next, position);
    }

    /** The first record that is not done with: what to commit. */
    long committable() {
        long first = open.isEmpty() ? next : open.first();
        if (first > begin) {
            BitSet rest = done.get(index(first), Math.max(done.length(), index(first)));
            done.clear();
            done.or(rest);
            begin = first;
        }
        return begin;
    }

    /** Those behind {@link #committable} that are done with. */
    String note() {
        long unused = committable();
        StringBuilder note = new StringBuilder();
        for (int at = done.nextSetBit(0); at >= 0; at = done.nextSetBit(done.nextClearBit(at))) {
            int end = done.nextClearBit(at) - 1;
            note.append(note.isEmpty() ? "" : ",").append(at);
            if (end > at) {
                note.append('-').append(end);
            }
        }
        return note.toString();
    }

    /** How many records were read and are not done with. */
    int openCount() {
        return open.size();
    }

    /** Whether no more should be read for now: too much is open, or too much of it could not be noted. */
    boolean isFull(int mostOpen) {
        return open.size() >= mostOpen || note().length() > LONGEST_NOTE;
    }

    private int index(long offset) {
        return Math.toIntExact(offset - begin);
    }
}
