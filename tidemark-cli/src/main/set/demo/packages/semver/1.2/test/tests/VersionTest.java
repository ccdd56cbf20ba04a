package tests;

import static checks.Suite.fails;
import static checks.Suite.same;

import checks.Suite;
import java.util.List;
import semver.Version;
import semver.Version.Step;

public final class VersionTest {
    public static void main(String[] arguments) {
        new Suite("semver")
                .test("parts left out are 0", () -> same("2.1.0", Version.parse("v2.1").toString()))
                .test("numbers order as numbers, pre-releases before releases", () -> {
                    List<String> ordered = List.of("0.9.0", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0", "1.9.0", "1.10.0");
                    List<String> sorted = ordered.reversed().stream()
                            .map(Version::parse)
                            .sorted()
                            .map(Version::toString)
                            .toList();
                    same(ordered, sorted);
                })
                .test("a step is named by the highest part that moves", () -> {
                    same(Step.MAJOR, step("1.9.9", "2.0.0"));
                    same(Step.MINOR, step("1.9.9", "1.10.0"));
                    same(Step.PATCH, step("1.9.9", "1.9.10"));
                })
                .test("before 1.0 a minor step may break", () -> same(Step.MAJOR, step("0.3.1", "0.4.0")))
                .test("there is no step backwards", () -> fails("1.0.0 is not later", () -> step("1.1", "1.0")))
                .test("what is no version is refused", () -> fails("\"latest\"", () -> Version.parse("latest")))
                .end();
    }

    private static Step step(String from, String to) {
        return Version.parse(from).stepTo(Version.parse(to));
    }
}
