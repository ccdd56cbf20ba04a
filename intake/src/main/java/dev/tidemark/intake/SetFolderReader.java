package dev.tidemark.intake;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.schemas.wire.TrustedEvents;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageDescription.Need;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.RecipeDigest;
import java.io.IOException;
import java.util.List;

/** A set that lies in a folder. Reads every recipe of it to digest it, so that equal folders give equal graphs. */
public final class SetFolderReader implements PackageReader {

    static {
        TrustedEvents.declare();
    }

    private final PackageSet set;
    private final String system;

    /** @param system what a package is built for that names no system */
    public SetFolderReader(PackageSet set, String system) {
        this.set = set;
        this.system = system;
    }

    @Override
    public void read(PackageSink sink) throws IOException {
        long done = 0;
        for (PackageDescription description : set.packages()) {
            Package node;
            try {
                node = node(description);
            } catch (IOException e) {
                throw new IOException(
                        "the set folder %s cannot be read (%s): check the path".formatted(set.folder(), e.getMessage()),
                        e);
            }
            sink.take(node, new Origin("packages/%s/package.json".formatted(description.attribute()), 0));
            sink.progress("packages", ++done, set.packages().size());
        }
    }

    private Package node(PackageDescription description) throws IOException {
        return Package.newBuilder()
                .setSet(set.name())
                .setAttribute(description.attribute())
                .setPname(description.pname())
                .setVersion(description.version())
                .setSystems(description.systems().isEmpty() ? List.of(system) : description.systems())
                .setDependencies(description.dependencies().stream()
                        .map(needed -> new Dependency(needed.attribute(), kind(needed.need())))
                        .toList())
                .setMaintainers(description.maintainers())
                .setUnfree(description.unfree())
                .setRefusals(
                        description.broken().isEmpty()
                                ? List.of()
                                : List.of(new Refusal(RefusalKind.BROKEN, description.broken())))
                .setFeatures(FeatureCodec.named(description.features()))
                .setGpus(FeatureCodec.gpus(description.features()))
                .setRecipeDigest(RecipeDigest.of(set, description.attribute()).hex())
                .build();
    }

    private static DependencyKind kind(Need need) {
        return switch (need) {
            case BUILD -> DependencyKind.BUILD;
            case RUNTIME -> DependencyKind.RUNTIME;
            case CHECK -> DependencyKind.CHECK;
        };
    }
}
