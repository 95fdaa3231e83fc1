package dev.residual.access.token;

import dev.residual.access.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the role of a client in the claims of its token. */
final class TokenRoles {

  private final TokenSettings settings;

  TokenRoles(TokenSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns the role in the claims, or empty if there is none. Of several roles, the last one in
   * the order of {@link Role} counts.
   */
  Optional<Role> find(Map<String, Object> claims) {
    return values(claim(claims)).flatMap(this::role).max(Comparator.naturalOrder());
  }

  private @Nullable Object claim(Map<String, Object> claims) {
    Object found = claims.get(settings.roleClaim());
    if (found != null) {
      return found; // also one whose name has dots, such as a URL
    }
    found = claims;
    for (String part : settings.roleClaim().split("\\.", -1)) {
      found = found instanceof Map<?, ?> object ? object.get(part) : null;
    }
    return found;
  }

  /** Returns the values of a list, or of a text with spaces between them. */
  private static Stream<String> values(@Nullable Object claim) {
    if (claim instanceof Collection<?> list) {
      return list.stream().map(String::valueOf);
    }
    return claim instanceof String text ? Arrays.stream(text.split(" ")) : Stream.empty();
  }

  private Stream<Role> role(String value) {
    Role mapped = settings.roles().get(value);
    return mapped != null
        ? Stream.of(mapped)
        : Arrays.stream(Role.values()).filter(role -> role.toString().equals(value));
  }
}
