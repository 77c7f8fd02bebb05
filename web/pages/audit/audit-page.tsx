import { PageHead } from '../../parts/page-head.tsx';

export const AuditPage = () => <PageHead title="AuditPage" />;
