package dev.residual.cluster;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Warns at start-up if a node has only one role but an embedded database, which is not shared. */
@Component
class NodeRoleCheck implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(NodeRoleCheck.class);

  private final DatabaseMode database;
  private final NodeSettings node;

  NodeRoleCheck(DatabaseMode database, NodeSettings node) {
    this.database = database;
    this.node = node;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (node.role() != NodeRole.ALL && !database.isShared()) {
      log.warn(
          "The role of this node is {}, but its database is embedded, so no other node can do the"
              + " rest of the work. Start it with --spring.profiles.active=postgres or"
              + " --residual.role=all.",
          node.role().name().toLowerCase(Locale.ROOT));
    }
  }
}
