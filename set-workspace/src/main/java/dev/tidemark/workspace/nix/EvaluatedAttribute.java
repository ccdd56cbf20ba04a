package dev.tidemark.workspace.nix;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an evaluation says of one attribute. Texts are empty where it does not say.
 *
 * @param path its attribute path
 * @param line where it stands, from 1; 0 when it was evaluated here
 * @param derivation where there is one
 * @param error what became of the evaluation, one line; empty when it went well
 * @param tests names of its {@code passthru.tests}
 */
record EvaluatedAttribute(
        List<String> path,
        long line,
        Optional<DerivationOutline> derivation,
        Names names,
        Meta meta,
        List<String> features,
        String error,
        List<String> tests,
        SortedMap<String, Need> declared) {

    /**
     * @param name with the version at its end
     * @param system what it was evaluated for
     */
    record Names(String name, String pname, String version, String system) {}

    /**
     * What the line says of a derivation, for who cannot read it.
     *
     * @param path of the {@code .drv}
     * @param outputs paths by name; only those that are known
     * @param inputs each path once; empty when the line does not say
     */
    record DerivationOutline(String path, SortedMap<String, String> outputs, List<Input> inputs) {}

    /**
     * Another derivation that one needs.
     *
     * @param path of the {@code .drv}
     * @param outputs names of those needed
     */
    record Input(String path, List<String> outputs) {}

    /**
     * The fields of {@code meta} that matter here.
     *
     * @param maintainers handles, in the set's order; those of a team's members come last
     * @param teams short names
     * @param vulnerabilities why it is insecure, when it is
     * @param position the file and line in which it is written, {@code /set/curl.nix:12}
     */
    record Meta(
            List<String> maintainers,
            List<String> teams,
            boolean unfree,
            boolean broken,
            boolean insecure,
            List<String> vulnerabilities,
            boolean unsupported,
            String position) {

        /** The same with other people. */
        Meta with(List<String> maintainers, List<String> teams) {
            return new Meta(maintainers, teams, unfree, broken, insecure, vulnerabilities, unsupported, position);
        }
    }

    EvaluatedAttribute with(Meta meta) {
        return new EvaluatedAttribute(path, line, derivation, names, meta, features, error, tests, declared);
    }

    EvaluatedAttribute with(DerivationOutline outline) {
        return new EvaluatedAttribute(path, line, Optional.of(outline), names, meta, features, error, tests, declared);
    }

    String attribute() {
        return String.join(".", path);
    }
}
