package dev.residual.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param role what this process is for: {@code all}, {@code api} or {@code worker}
 */
@ConfigurationProperties("residual")
public record RoleSettings(@DefaultValue("all") Role role) {}
