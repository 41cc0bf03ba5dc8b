/**
 * What one news outlet's saved articles need besides the common rules. Keep it
 * small: a rule that helps several outlets belongs into workers/parse/.
 */
export interface Outlet {
  /** As the outlet calls itself in the language of its articles. */
  name: string;
  /** Hosts of its articles; a leading dot takes every subdomain. */
  hosts: string[];
  /** IANA zone of times that name none, e.g. `Asia/Shanghai`; UTC where not given. */
  zone?: string;
  /** CSS selectors of what goes, in this outlet's articles only. */
  junk?: string[];
}
