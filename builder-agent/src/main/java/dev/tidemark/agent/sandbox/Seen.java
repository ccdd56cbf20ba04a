package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** What a command sees of the machine, besides what is mounted for it. */
public sealed interface Seen {

    /** The system's programs, and of its settings what they need to start. */
    record Programs() implements Seen {}

    /**
     * All that its user can read, with this machine's own programs, settings and services.
     *
     * @param hidden folders that are empty to it, and files that it cannot read
     */
    record Machine(List<Path> hidden) implements Seen {
        public Machine {
            hidden = List.copyOf(hidden);
        }

        /** Those that are there now, where they really are, each once, an outer folder before what lies in it. */
        public List<Path> hiddenNow() throws IOException {
            TreeSet<Path> there =
                    new TreeSet<>(Comparator.comparingInt(Path::getNameCount).thenComparing(Comparator.naturalOrder()));
            for (Path folder : hidden) {
                // A user whose home is all of the machine has none.
                if (Files.exists(folder) && folder.toRealPath().getNameCount() > 0) {
                    there.add(folder.toRealPath());
                }
            }
            return List.copyOf(there);
        }
    }
}
