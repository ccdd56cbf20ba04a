package dev.tidemark.benchmarks.farm;

import dev.tidemark.intake.GraphDraft;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Leniency;
import dev.tidemark.intake.Origin;
import dev.tidemark.intake.PackageReader;
import dev.tidemark.intake.PackageSink;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A set of which everything is behind one package, in chains: each result of a chain releases exactly the next of it. Beside them
 * are packages that need nothing and that nobody needs.
 *
 * @param name the set's
 * @param chains how many
 * @param length packages in each
 * @param loners how many
 */
record ChainSet(String name, int chains, int length, int loners) {

    static final String ROOT = "root";
    static final String SYSTEM = "x86_64-linux";

    SetGraph graph() throws InterruptedException {
        try {
            return GraphDraft.read(new Reader(), name, Optional.of("1"), Leniency.STRICT, ImportProgress.SILENT)
                    .graph();
        } catch (IntakeException | IOException e) {
            throw new AssertionError("the set is made here", e);
        }
    }

    /** One of a chain. */
    record Link(int chain, int place) {

        String attribute() {
            return "chain-%04d-%04d".formatted(chain, place);
        }

        /** Empty for what is no part of a chain. */
        static Optional<Link> of(BuildSpec spec) {
            String[] parts = spec.getAttribute().split("-", -1);
            return parts.length == 3 && parts[0].equals("chain")
                    ? Optional.of(new Link(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])))
                    : Optional.empty();
        }
    }

    static String loner(int number) {
        return "loner" + number;
    }

    private final class Reader implements PackageReader {
        @Override
        public void read(PackageSink sink) {
            take(sink, ROOT, Optional.empty());
            for (int loner = 0; loner < loners; loner++) {
                take(sink, loner(loner), Optional.empty());
            }
            for (int chain = 0; chain < chains; chain++) {
                for (int place = 0; place < length; place++) {
                    String needs = place == 0 ? ROOT : new Link(chain, place - 1).attribute();
                    take(sink, new Link(chain, place).attribute(), Optional.of(needs));
                }
            }
        }

        private void take(PackageSink sink, String attribute, Optional<String> needs) {
            Package made = Package.newBuilder()
                    .setSet(name)
                    .setAttribute(attribute)
                    .setPname(attribute)
                    .setVersion("1.0")
                    .setSystems(List.of(SYSTEM))
                    .setDependencies(needs.stream()
                            .map(need -> new Dependency(need, DependencyKind.BUILD))
                            .toList())
                    .setMaintainers(List.of("ada"))
                    .setUnfree(false)
                    .setFeatures(List.of())
                    .setRecipeDigest(Sha256.builder().add(attribute).build().hex())
                    .build();
            sink.take(made, new Origin(name, 0));
        }
    }
}
