package tests;

import static checks.Suite.fails;
import static checks.Suite.isTrue;
import static checks.Suite.same;

import args.Options;
import checks.Suite;
import java.util.List;

public final class OptionsTest {
    public static void main(String[] arguments) {
        Options options = new Options("tail", "FILE")
                .option("lines", "10", "how many lines to show")
                .flag("follow", "wait for more");
        new Suite("args")
                .test("defaults stand where nothing is given", () -> {
                    same(10, options.parse().number("lines"));
                    isTrue("not followed", !options.parse().has("follow"));
                })
                .test("both spellings of a value are read", () -> {
                    same(3, options.parse("--lines", "3").number("lines"));
                    same(4, options.parse("--lines=4").number("lines"));
                })
                .test("operands stand anywhere", () ->
                        same(List.of("a", "b"), options.parse("a", "--follow", "b").operands()))
                .test("two dashes end the options", () ->
                        same(List.of("--follow"), options.parse("--", "--follow").operands()))
                .test("a bad command line says what is wrong", () -> {
                    fails("unknown option --bytes", () -> options.parse("--bytes", "1"));
                    fails("--lines needs a value", () -> options.parse("--lines"));
                    fails("--follow takes no value", () -> options.parse("--follow=yes"));
                    fails("not \"few\"", () -> options.parse("--lines=few").number("lines"));
                })
                .test("usage names every option", () -> {
                    isTrue("--lines 10", options.usage().contains("--lines 10"));
                    isTrue("--follow", options.usage().contains("--follow"));
                })
                .end();
    }
}
