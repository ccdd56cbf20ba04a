package dev.tidemark.agent.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.source.SourceCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceKeeperTest {

    private static final long HOLD = 1000;

    @TempDir
    Path folder;

    private final AtomicLong free = new AtomicLong();
    private Executor builds = (task, cancel) -> new BuildOutcome.Cancelled(Duration.ZERO);
    private WorkspaceKeeper keeper;
    private Path old = Path.of("");
    private Path oldPatched = Path.of("");
    private Path ofToday = Path.of("");

    @BeforeEach
    void copies_of_sets_some_of_them_not_used_for_long() throws IOException {
        Workspaces workspaces = new Workspaces(
                new SourceCache(folder.resolve("sources")),
                Programs.PLAIN,
                new FileArtifactStore(folder.resolve("artifacts")),
                folder.resolve("workspaces"));
        keeper = new WorkspaceKeeper((task, cancel) -> builds.execute(task, cancel), workspaces, free::get, HOLD);
        old = copy("sources/sets/tiny/old", Duration.ofHours(25));
        oldPatched = copy("workspaces/" + "a".repeat(64), Duration.ofHours(25));
        ofToday = copy("workspaces/" + "b".repeat(64), Duration.ofHours(2));
    }

    @Test
    void with_room_enough_all_copies_of_sets_stay() {
        free.set(2 * HOLD);

        build();

        assertThat(old).isDirectory();
        assertThat(oldPatched).isDirectory();
        assertThat(ofToday).isDirectory();
    }

    @Test
    void before_room_is_short_what_was_not_used_for_a_day_goes() {
        free.set(2 * HOLD - 1);

        build();

        assertThat(old).doesNotExist();
        assertThat(oldPatched).doesNotExist();
        assertThat(ofToday).isDirectory();
    }

    @Test
    void where_room_is_short_what_no_build_uses_goes_and_what_one_uses_stays() throws IOException {
        Path ofNow = copy("workspaces/" + "c".repeat(64), Duration.ofMinutes(5));
        Path inUse = copy("workspaces/" + "d".repeat(64), Duration.ofHours(25));
        free.set(2 * HOLD);
        builds = (task, cancel) -> {
            touch(inUse, Instant.now());
            free.set(HOLD - 1);
            keeper.makeRoom();
            return new BuildOutcome.Cancelled(Duration.ZERO);
        };

        build();

        assertThat(ofNow).doesNotExist();
        assertThat(ofToday).doesNotExist();
        assertThat(inUse).isDirectory();
    }

    private void build() {
        assertThat(keeper.execute(
                        new BuildTask(
                                "attempt-1",
                                PackageId.parse("tiny:zlib"),
                                "1.3",
                                new Pool("x86_64-linux", TrustDomain.FREE),
                                new Sha256("1".repeat(64)),
                                List.of(),
                                new Sha256("2".repeat(64))),
                        new CancelSignal()))
                .isInstanceOf(BuildOutcome.Cancelled.class);
    }

    private Path copy(String name, Duration unused) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        Files.createDirectory(copy.resolve(SourceCache.SOURCE));
        touch(copy, Instant.now().minus(unused));
        return copy;
    }

    private static void touch(Path copy, Instant used) {
        try {
            Files.setLastModifiedTime(copy, FileTime.from(used));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
