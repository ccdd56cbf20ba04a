package tests;

import checks.Suite;

/** A test library cannot vouch for itself, so this one is checked by hand. */
public final class SuiteTest {
    public static void main(String[] arguments) {
        Suite good = new Suite("good").test("holds", () -> Suite.same(2, 1 + 1));
        expect("1 tests passed", good.summary());

        Suite bad = new Suite("bad")
                .test("differs (this failure is on purpose)", () -> Suite.same("a", "b"))
                .test("holds", () -> Suite.fails("zero", () -> Math.floorDiv(1, 0)));
        expect("1 of 2 tests failed: differs (this failure is on purpose)", bad.summary());

        Suite silent = new Suite("silent").test("throws nothing (on purpose)", () -> Suite.fails("", () -> {}));
        expect("1 of 1 tests failed: throws nothing (on purpose)", silent.summary());
    }

    private static void expect(String expected, String actual) {
        if (!expected.equals(actual)) {
            System.out.println("checks: expected \"" + expected + "\" but got \"" + actual + "\"");
            System.exit(1);
        }
    }
}
