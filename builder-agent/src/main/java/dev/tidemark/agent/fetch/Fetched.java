package dev.tidemark.agent.fetch;

import java.nio.file.Path;
import java.util.List;

/** What came of a download. */
public sealed interface Fetched {

    /** The file, with the hash that it is to have. */
    record There(Path file) implements Fetched {}

    /**
     * It is nowhere to be had at the moment.
     *
     * @param reasons one a place, in the order in which they were tried, without what may be secret in a URL
     */
    record Nowhere(List<String> reasons) implements Fetched {
        public Nowhere {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What was had is another file, wherever it was had.
     *
     * @param reasons likewise
     */
    record AnotherFile(List<String> reasons) implements Fetched {
        public AnotherFile {
            reasons = List.copyOf(reasons);
        }
    }

    /** It is larger than a file may be. */
    record TooLarge(long allowedBytes) implements Fetched {}
}
