rec {
  alice = {
    name = "Alice Root";
    email = "alice@example.invalid";
    github = "alice-root";
    handle = "alice";
  };
  bob = {
    name = "Bob Crypto";
    github = "bobcrypt";
  };
  erin = {
    name = "Erin Science";
    handle = "erin";
  };
  nameless = {
    name = "Nobody Special";
  };
  security = {
    shortName = "security";
    members = [
      bob
      alice
    ];
  };
  science = {
    shortName = "science";
    members = [ erin ];
  };
}
