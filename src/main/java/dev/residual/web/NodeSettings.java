package dev.residual.web;

import jakarta.validation.constraints.Size;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of this node.
 *
 * @param role what the node does: {@code all}, {@code api} or {@code worker}
 * @param node the node's unique name; by default the host's name and the process id
 */
@Validated
@ConfigurationProperties("residual")
public record NodeSettings(
    @DefaultValue("all") Role role, @Size(min = 1, max = 50) @Nullable String node) {

  public NodeSettings {
    node = node == null ? host() + "-" + ProcessHandle.current().pid() : node;
  }

  private static String host() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.substring(0, Math.min(40, name.length()));
    } catch (UnknownHostException e) {
      return "node";
    }
  }
}
