package dev.tidemark.agent.build;

import dev.tidemark.set.PackageSet;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The private folder of one attempt; gone when it is closed. */
final class WorkFolder implements AutoCloseable {

    static final String PREFIX = "build-";

    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

    private final Path root;

    private WorkFolder(Path root) {
        this.root = root;
    }

    static WorkFolder create(Path parent) throws IOException {
        WorkFolder work = new WorkFolder(Files.createTempDirectory(parent, PREFIX));
        for (Path folder : new Path[] {work.deps(), work.out(), work.home(), work.tmp(), work.shared()}) {
            Files.createDirectory(folder);
        }
        return work;
    }

    /** Marks the processes that were started for it: a variable of their environment. */
    String tag() {
        return Workshop.TAG + "=" + mark();
    }

    /** Its variable's value; none is the beginning of another. */
    String mark() {
        return root + "/";
    }

    /** Unique among those of its agent. */
    String name() {
        return String.valueOf(root.getFileName());
    }

    Path root() {
        return root;
    }

    Path set() {
        return root.resolve("set");
    }

    Path deps() {
        return root.resolve("deps");
    }

    Path out() {
        return root.resolve("out");
    }

    Path home() {
        return root.resolve("home");
    }

    Path tmp() {
        return root.resolve("tmp");
    }

    /** For memory that processes share: on the disk, where it is counted. */
    Path shared() {
        return root.resolve("shared");
    }

    Path log() {
        return root.resolve("log");
    }

    /** Where the sandbox notes how it went. */
    Path status() {
        return root.resolve("sandbox.json");
    }

    /** A file for what comes from the artifact store or goes to it. */
    Path archive() {
        return root.resolve("archive");
    }

    /**
     * Copies what the recipe of one package reads. The copy is laid out like the set, so that the digest of what is
     * really built can be computed, whatever happens to the set's own folder meanwhile.
     *
     * @throws IOException when it cannot be copied, or there is a link in it
     */
    PackageSet copyRecipe(PackageSet set, String attribute) throws IOException {
        PackageSet copied =
                new PackageSet(set.name(), set.kind(), set.description(), set(), set.packages(), set.bumps());
        copy(set.packageFolder(attribute), copied.packageFolder(attribute));
        if (Files.isDirectory(set.lib())) {
            copy(set.lib(), copied.lib());
        } else {
            Files.createDirectories(copied.lib());
        }
        return copied;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file));
                Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isRegularFile()) {
                    allow(target, PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Also what a recipe or the store has made read-only. What cannot be taken away is left to the agent's next start: the build has ended. */
    @Override
    public void close() {
        deleteIfPossible(root);
    }

    static void deleteIfPossible(Path tree) {
        try {
            TreeCopy.delete(tree);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("folder", tree)
                    .addKeyValue("reason", "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()))
                    .log("a build's folder cannot be taken away: take it away yourself, or its disk fills up");
        }
    }

    private static void allow(Path path, PosixFilePermission... wanted) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(path));
        if (permissions.addAll(Set.of(wanted))) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }
}
