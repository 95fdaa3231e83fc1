package dev.residual.cluster;

import jakarta.validation.constraints.Size;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The role and the name of this node.
 *
 * @param role what this node does: {@code all}, {@code api} or {@code worker}
 * @param nodeId a name that no other node has; by default the host name and the process id
 */
@Validated
@ConfigurationProperties("residual")
public record NodeSettings(
    @DefaultValue("all") NodeRole role, @Size(min = 1, max = 50) @Nullable String nodeId) {

  public NodeSettings {
    nodeId = nodeId == null ? host() + "-" + ProcessHandle.current().pid() : nodeId;
  }

  /** Returns the name of this node, which the constructor chooses if the settings do not. */
  @Override
  public String nodeId() {
    return Objects.requireNonNull(nodeId);
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
