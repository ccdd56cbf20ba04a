package dev.tidemark.intake;

import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder with a {@code set.json}, its recipes beside it. */
final class SetFolderFormat implements GraphFormat {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public boolean recognises(GraphRequest request) {
        return Files.isRegularFile(request.paths().getFirst().resolve("set.json"));
    }

    @Override
    public GraphSource open(GraphRequest request) throws IntakeException {
        Path folder = request.paths().getFirst();
        if (request.paths().size() > 1) {
            throw new IntakeException(
                    "A set lies in one folder; import %s and the others one by one.".formatted(folder));
        }
        String system = request.system()
                .orElseThrow(() -> new IntakeException(
                        "Say with --system what packages of %s are built for that name no system.".formatted(folder)));
        PackageSet set;
        try {
            set = PackageSet.load(folder);
        } catch (InvalidSetException e) {
            throw new IntakeException(String.valueOf(e.getMessage()), e);
        }
        Optional<String> other = request.set().filter(name -> !name.equals(set.name()));
        if (other.isPresent()) {
            throw new IntakeException("The set in %s is called %s, not %s: its recipes say so; leave the name out."
                    .formatted(folder, set.name(), other.get()));
        }
        return new GraphSource(name(), set.name(), new SetFolderReader(set, system));
    }
}
