package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.BreakageDesk.Broken;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.broken.BrokenPatch;
import dev.tidemark.workspace.broken.CannotMarkException;
import dev.tidemark.workspace.nix.NixSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** Writes the patch that marks what a breakage broke. */
final class BrokenPatchWriter {

    private final Path sources;
    private final Optional<Path> described;

    /**
     * @param sources the set's files
     * @param described the folder of its description where that is another
     */
    BrokenPatchWriter(Path sources, Optional<Path> described) {
        this.sources = sources;
        this.described = described;
    }

    /**
     * @param out gets the patch
     * @param notes what a person should know besides
     * @throws ServiceException when there can be none; the message says what to do
     */
    void write(Broken broken, PrintStream out, PrintStream notes) throws IOException, InterruptedException {
        byte[] patch;
        try {
            SetDescription set = SetDescription.load(described.orElse(sources));
            if (!set.name().equals(broken.set())) {
                throw new UsageException("the breakage is of the set %s, and these files are of %s: give those of %s"
                        .formatted(broken.set(), set.name(), broken.set()));
            }
            patch = new BrokenPatch(set, sources, broken.systems().first(), NixSettings.ofThisMachine())
                    .of(broken.attributes(), broken.why());
        } catch (InvalidSetException | CannotMarkException e) {
            throw new ServiceException("no patch: " + e.getMessage(), e);
        }
        out.write(patch);
        out.flush();
        notes.println("marks %s as broken, on all systems; in the folder of the set `patch -p1` applies it"
                .formatted(String.join(", ", broken.attributes())));
        if (broken.systems().size() == 1) {
            notes.println("it regressed on %s, and the farm says nothing of others"
                    .formatted(broken.systems().first()));
        }
        if (broken.more() > 0) {
            notes.println(
                    "%d more that regressed are not named by the breakage: mark them by hand".formatted(broken.more()));
        }
    }
}
