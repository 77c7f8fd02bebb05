import { PageHead } from '../../parts/page-head.tsx';

export const DriftPage = () => <PageHead title="DriftPage" />;
