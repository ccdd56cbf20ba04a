package dev.tidemark.agent.build;

import java.io.IOException;
import java.nio.file.Path;

/** Another agent builds in the folder. The message says which process, and what to do. */
public final class WorkshopTakenException extends IOException {
    WorkshopTakenException(Path folder, String owner) {
        super("the work folder %s is another agent's (process %s): set work to a folder of this one's own"
                .formatted(folder, owner));
    }
}
