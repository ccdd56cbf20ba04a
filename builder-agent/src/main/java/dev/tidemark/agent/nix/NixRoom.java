package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildLog;
import dev.tidemark.agent.build.DiskWatch;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.Stopper;
import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import dev.tidemark.agent.sandbox.Limiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one realisation may use of this machine, and what it ran into. Nix and its builders are held to it together, unless a daemon
 * builds. Whatever is left of them ends when it is closed. Used by one thread.
 */
final class NixRoom implements AutoCloseable {

    private static final String OUTPUTS = "outputs";
    private static final String TEMPORARY = "tmp";

    private final Path folder;
    private final Enclosure own;
    private final Optional<Enclosure> others;

    private final DiskWatch work;
    private final DiskWatch store;
    private final Stopper stopper;

    private NixRoom(
            Path folder, Enclosure own, Optional<Enclosure> others, DiskWatch work, DiskWatch store, Stopper stopper) {
        this.folder = folder;
        this.own = own;
        this.others = others;
        this.work = work;
        this.store = store;
        this.stopper = stopper;
    }

    /**
     * What counts what a realisation uses.
     *
     * @param own holds Nix, and all that it starts
     * @param others counts builders that somebody else runs, such as a daemon; empty where nobody does: what is counted there is of others then
     */
    record Limiters(Limiter own, Optional<Limiter> others) {}

    /**
     * @param folder of the build, which no other has
     * @param store where the store's files lie
     * @throws IOException when the system does not give it
     */
    static NixRoom open(Path folder, Path store, Limiters limiters, Limits limits)
            throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve(OUTPUTS));
        Files.createDirectories(folder.resolve(TEMPORARY));
        Allowance allowance = new Allowance(limits.memoryBytes(), limits.processes(), limits.writtenBytes());
        String name = String.valueOf(folder.getFileName());
        Stopper stopper = new Stopper();
        Optional<Enclosure> others = limiters.others().isEmpty()
                ? Optional.empty()
                : Optional.of(limiters.others().get().enclose(name, allowance));
        DiskWatch work = DiskWatch.over(folder, limits.writtenBytes(), stopper::stop);
        try {
            DiskWatch stored = DiskWatch.over(store, Long.MAX_VALUE, stopper::stop);
            try {
                return new NixRoom(folder, limiters.own().enclose(name, allowance), others, work, stored, stopper);
            } catch (IOException | RuntimeException e) {
                stored.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            work.close();
            throw e;
        }
    }

    /** The words that run a program of Nix here. What holds single processes back is left out: it would hold back Nix itself. */
    List<String> around(List<String> words) {
        return own.around(words);
    }

    /** For links that keep outputs from the garbage collector. */
    Path outputs() {
        return folder.resolve(OUTPUTS);
    }

    /** Where builders have their folders, so that these go with the build's, whatever becomes of Nix. */
    Path temporary() {
        return folder.resolve(TEMPORARY);
    }

    /** @param program is told when it must end because of what it has done here */
    void connect(Consumer<CommandEnd> program) {
        stopper.connect(program);
    }

    /** Whoever says in the log that there is no room may make some at once. */
    void watchedBy(BuildLog log) {
        log.atNoRoom(() -> {
            work.lookNow();
            store.lookNow();
        });
    }

    /** Whether a disk that it writes to was full at any moment that anybody looked. */
    boolean sawDiskFull() throws IOException {
        return work.sawItFull() || store.sawItFull();
    }

    /** What the kernel ended of it for want of memory; where others build for it, perhaps of somebody else. */
    Excess.Memory memory() throws IOException {
        Excess.Memory known = own.excess().memory();
        return known == Excess.Memory.NO && others.isPresent()
                ? others.get().excess().memory()
                : known;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            work.close();
        } finally {
            try {
                store.close();
            } finally {
                own.close();
            }
        }
    }
}
