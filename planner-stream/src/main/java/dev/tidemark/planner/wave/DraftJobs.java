package dev.tidemark.planner.wave;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The jobs that one decision has touched, found by number. Open addressing: most decisions touch a handful. */
final class DraftJobs {

    private static final int SMALLEST = 32;

    private @Nullable DraftJob[] slots = new DraftJob[SMALLEST];
    private final List<DraftJob> all = new ArrayList<>();

    /** What a decision has made of a job so far. */
    static final class DraftJob {
        private final int number;
        private @Nullable JobStatus status;
        private int missing;
        private boolean queued;
        private boolean asked;

        private DraftJob(int number, int missing) {
            this.number = number;
            this.missing = missing;
        }

        int number() {
            return number;
        }

        /** Null while only its inputs changed. */
        @Nullable
        JobStatus status() {
            return status;
        }

        void put(JobStatus next) {
            status = next;
        }

        /** How many of those that it needs have no output yet. */
        int missing() {
            return missing;
        }

        void oneLessMissing() {
            missing--;
        }

        void oneMoreMissing() {
            missing++;
        }

        /** False when it was queued before and not taken since. */
        boolean queue() {
            boolean before = queued;
            queued = true;
            return !before;
        }

        void taken() {
            queued = false;
        }

        /** Whether it is to be built, for the first time or again. */
        boolean isAsked() {
            return asked;
        }

        void ask() {
            asked = true;
        }
    }

    /** Null when the decision has not touched it. */
    @Nullable
    DraftJob find(int number) {
        int mask = slots.length - 1;
        for (int slot = spread(number) & mask; ; slot = (slot + 1) & mask) {
            DraftJob job = slots[slot];
            if (job == null || job.number == number) {
                return job;
            }
        }
    }

    /** One that was not touched before. */
    DraftJob add(int number, int missing) {
        if (2 * (all.size() + 1) > slots.length) {
            grow();
        }
        DraftJob job = new DraftJob(number, missing);
        all.add(job);
        insert(job);
        return job;
    }

    private void grow() {
        slots = new DraftJob[2 * slots.length];
        all.forEach(this::insert);
    }

    private void insert(DraftJob job) {
        int mask = slots.length - 1;
        int slot = spread(job.number) & mask;
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = job;
    }

    /** Neighbours are not to meet: a wave's jobs are numbered one after the other. */
    private static int spread(int number) {
        int mixed = number * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }

    /** Those that were touched, by number. */
    List<DraftJob> inOrder() {
        all.sort(Comparator.comparingInt(DraftJob::number));
        return all;
    }
}
