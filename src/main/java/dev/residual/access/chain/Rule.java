package dev.residual.access.chain;

import dev.residual.access.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Who may send requests with a method to some paths.
 *
 * @param roles one of them is needed; none for a path that needs no key
 */
record Rule(HttpMethod method, List<PathPattern> paths, Set<Role> roles) {

  /** Returns a rule for clients with one of these roles, or with one that includes one of them. */
  static Rule allow(Set<Role> roles, HttpMethod method, String... paths) {
    return new Rule(
        method, Arrays.stream(paths).map(PathPatternParser.defaultInstance::parse).toList(), roles);
  }

  boolean applies(PathContainer path) {
    return paths.stream().anyMatch(pattern -> pattern.matches(path));
  }

  /** Returns whether nobody needs a key. */
  boolean isOpen() {
    return roles.isEmpty();
  }

  boolean allows(Role role) {
    return isOpen() || roles.stream().anyMatch(role::includes);
  }

  /** Returns the roles for people, such as {@code viewer or predictor}. */
  String needed() {
    return roles.stream().sorted().map(Role::toString).collect(Collectors.joining(" or "));
  }
}
