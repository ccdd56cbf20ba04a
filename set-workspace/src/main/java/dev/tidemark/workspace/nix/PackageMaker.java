package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.workspace.nix.EvaluatedAttribute.DerivationOutline;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Meta;
import dev.tidemark.workspace.nix.NodeIndex.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Fills the event of one package. */
final class PackageMaker {

    private final String set;
    private final NodeIndex nodes;

    PackageMaker(String set, NodeIndex nodes) {
        this.set = set;
        this.nodes = nodes;
    }

    /**
     * @param contracted the package's derivations that could be read
     * @param sentinels numbers of the packages that test it
     */
    Package make(Node node, List<Contracted> contracted, Reach needs, SortedSet<Integer> sentinels) {
        EvaluatedAttribute first = node.variants().getFirst();
        Meta meta = first.meta();
        DerivationName parsed = DerivationName.parse(derivationName(first));
        List<Dependency> dependencies = new ArrayList<>();
        needs.named(nodes::attribute)
                .forEach((attribute, need) ->
                        need.kinds().forEach(kind -> dependencies.add(new Dependency(attribute, kind))));
        return Package.newBuilder()
                .setSet(set)
                .setAttribute(node.attribute())
                .setPname(firstText(
                        first.names().pname(),
                        first(contracted, Contracted::pname),
                        parsed.pname(),
                        first.path().getLast()))
                .setVersion(
                        firstText(first.names().version(), first(contracted, Contracted::version), parsed.version()))
                .setSystems(systems(node, contracted))
                .setDependencies(dependencies)
                .setMaintainers(meta.maintainers())
                .setTeams(meta.teams())
                .setUnfree(node.variants().stream()
                        .anyMatch(variant -> variant.meta().unfree() || ErrorText.isUnfree(variant.error())))
                .setFeatures(FeatureCodec.named(features(node, contracted)))
                .setGpus(FeatureCodec.gpus(features(node, contracted)))
                .setRecipeDigest(recipe(node, contracted).hex())
                .setAliases(node.aliases())
                .setSentinels(sentinels.stream().map(nodes::attribute).sorted().toList())
                .setRefusals(Refusals.of(node.variants()))
                .setContentAddressed(contracted.stream().anyMatch(Contracted::contentAddressed))
                .build();
    }

    private static String derivationName(EvaluatedAttribute one) {
        return firstText(
                one.names().name(),
                one.derivation()
                        .map(DerivationOutline::path)
                        .map(StorePath::name)
                        .orElse(""));
    }

    private static String first(List<Contracted> contracted, Function<Contracted, String> text) {
        return contracted.stream().map(text).findFirst().orElse("");
    }

    private static String firstText(String... texts) {
        return Stream.of(texts).filter(text -> !text.isEmpty()).findFirst().orElse("");
    }

    /** Those that it was evaluated for; where it could not be, those that the set was. */
    private List<String> systems(Node node, List<Contracted> contracted) {
        SortedSet<String> systems = new TreeSet<>();
        node.variants().forEach(variant -> systems.add(variant.names().system()));
        contracted.forEach(derivation -> systems.add(derivation.system()));
        systems.removeAll(List.of("", "builtin"));
        return List.copyOf(systems.isEmpty() ? nodes.systems() : systems);
    }

    private static List<String> features(Node node, List<Contracted> contracted) {
        SortedSet<String> features = new TreeSet<>();
        node.variants().stream().map(EvaluatedAttribute::features).forEach(some -> features.addAll(some));
        contracted.stream().map(Contracted::features).forEach(some -> features.addAll(some));
        return List.copyOf(features);
    }

    /**
     * Of one derivation its own digest, of several that of theirs. Where none can be read nothing is known of the
     * recipe but the derivation's path, or what Nix has said instead.
     */
    private static Sha256 recipe(Node node, List<Contracted> contracted) {
        if (contracted.size() == 1) {
            return contracted.getFirst().recipe();
        }
        Sha256.Builder digest = Sha256.builder();
        if (contracted.isEmpty()) {
            node.variants()
                    .forEach(variant -> digest.add(
                            variant.derivation().map(DerivationOutline::path).orElse(variant.error())));
        } else {
            contracted.stream().map(Contracted::recipe).sorted().forEach(recipe -> digest.add(recipe.hex()));
        }
        return digest.build();
    }
}
