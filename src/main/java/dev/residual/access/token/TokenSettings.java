package dev.residual.access.token;

import dev.residual.access.Role;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the tokens of an OpenID Connect provider are read. Spring Boot's settings {@code
 * spring.security.oauth2.resourceserver.jwt} name the provider and the audience.
 *
 * @param roleClaim the claim with the roles of a client; dots lead into objects
 * @param roles what the claim has for a role, where that is not the name of the role itself
 */
@Validated
@ConfigurationProperties("residual.access.oidc")
record TokenSettings(
    @NotBlank @DefaultValue("roles") String roleClaim, @DefaultValue Map<String, Role> roles) {}
