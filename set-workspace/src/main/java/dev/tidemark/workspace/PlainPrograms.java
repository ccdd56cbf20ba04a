package dev.tidemark.workspace;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** As any process of this one's. */
final class PlainPrograms implements Programs {

    private static final int GRACE_SECONDS = 5;

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        return program.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    @Override
    public void end(Process program) throws InterruptedException {
        if (!program.isAlive()) {
            return;
        }
        List<ProcessHandle> started = new ArrayList<>(program.descendants().toList());
        started.add(program.toHandle());
        started.forEach(ProcessHandle::destroy);
        try {
            program.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } finally {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public Path scratch() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
