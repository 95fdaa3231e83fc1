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
 * @param allowed these, and those that include one of them
 */
record Rule(HttpMethod method, List<PathPattern> paths, Set<Role> roles, Set<Role> allowed) {

  /** Returns a rule for clients with one of these roles, or with one that includes one of them. */
  static Rule allow(Set<Role> roles, HttpMethod method, String... paths) {
    return new Rule(
        method,
        Arrays.stream(paths).map(PathPatternParser.defaultInstance::parse).toList(),
        roles,
        Arrays.stream(Role.values())
            .filter(role -> roles.stream().anyMatch(role::includes))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Is asked for each request, so that it is a loop instead of a stream. */
  boolean applies(PathContainer path) {
    for (PathPattern pattern : paths) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether nobody needs a key. */
  boolean isOpen() {
    return roles.isEmpty();
  }

  boolean allows(Role role) {
    return isOpen() || allowed.contains(role);
  }

  /** Returns the roles for people, such as {@code viewer or predictor}. */
  String needed() {
    return roles.stream().sorted().map(Role::toString).collect(Collectors.joining(" or "));
  }
}
